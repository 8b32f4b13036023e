import assert from "node:assert/strict";
import { test } from "node:test";
import { readJsonExact } from "../build/json-read.js";
import { writeVariables } from "../build/json-write.js";

let seed = 7;
const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;

function value(depth) {
  switch (random(depth > 3 ? 6 : 8)) {
    case 0:
      return null;
    case 1:
      return random(2) === 0;
    case 2:
      return random(1000) / 8 - 50;
    case 3:
      return BigInt(random(2 ** 31)) * 4294967296n * (random(2) === 0 ? 1n : -1n);
    case 4:
      return ["", "__proto__", 'q"\\', "\n\u0001", "ä€😀", "1234567890123456789"][random(6)];
    case 5:
      return random(2 ** 31) - 2 ** 30;
    case 6:
      return Array.from({ length: random(4) }, () => value(depth + 1));
    default:
      return Object.fromEntries(Array.from({ length: random(4) }, () => [["a", "", "__proto__", 'k"', "ü"][random(5)], value(depth + 1)]));
  }
}

const normal = (v) => {
  if (typeof v === "bigint") return Number.isSafeInteger(Number(v)) ? Number(v) : v;
  if (Array.isArray(v)) return v.map(normal);
  if (v !== null && typeof v === "object") return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, normal(x)]));
  return v;
};

test("what is written is read again, exactly", () => {
  for (let i = 0; i < 5000; i++) {
    const v = { v: value(0), pad: "1234567890123456789" };
    assert.deepEqual(readJsonExact(writeVariables(v)), normal(v));
  }
});

test("ordinary JSON is read as JSON.parse does", () => {
  for (let i = 0; i < 2000; i++) {
    const text = JSON.stringify({ v: value(0), pad: "1234567890123456789" }, (_, x) => (typeof x === "bigint" ? Number(x) / 3 : x), i % 3);
    assert.deepEqual(readJsonExact(text), JSON.parse(text));
  }
});

test("whole numbers beyond 64 bits are Floats", () => {
  assert.equal(writeVariables({ v: 1e20 }), '{"v":1e+20}');
  assert.equal(writeVariables({ v: -0 }), '{"v":0}');
  assert.equal(writeVariables({ v: 2 ** 53 }), '{"v":9007199254740992}');
});
