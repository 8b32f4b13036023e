import { encodeBase64 } from "./base64.js";
import { makeError } from "./make-error.js";
import type { Variables } from "./variables.js";

/** Nesting that the engine accepts at most. */
const maxDepth = 100;

const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Returns the JSON text of a text's variables, "" if there are none. */
export function writeVariables(variables: Variables | undefined | null): string {
  if (variables === undefined || variables === null) return "";
  if (typeof variables !== "object" || Array.isArray(variables)) {
    throw makeError("INVALID_ARGUMENT", `variables must be an object, not ${kindOf(variables)}`);
  }
  try {
    return new JsonWriter().write(variables, "variables");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause) throw cause;
    throw makeError("INVALID_ARGUMENT", "the variables cannot be read", { cause });
  }
}

/** Writes a value as JSON; every property is read once, and what JSON cannot say is an error that names the place. */
class JsonWriter {
  readonly #open: object[] = [];

  write(value: unknown, place: string): string {
    switch (typeof value) {
      case "string":
        return quote(value, place);
      case "number":
        if (!Number.isFinite(value)) throw refused(place, `is ${value}, which is no number of the database`);
        return numberText(value);
      case "boolean":
        return value ? "true" : "false";
      case "bigint":
        return bigintText(value, place);
      case "object":
        return value === null ? "null" : this.#object(value, place);
      default:
        throw refused(place, `is ${kindOf(value)}, which cannot be stored`);
    }
  }

  #object(value: object, place: string): string {
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) throw refused(place, "is an invalid date");
      return `"${value.toISOString()}"`;
    }
    if (ArrayBuffer.isView(value)) {
      return `"${encodeBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}"`;
    }
    if (value instanceof ArrayBuffer) return `"${encodeBase64(new Uint8Array(value))}"`;
    if (this.#open.includes(value)) throw refused(place, "contains itself");
    if (this.#open.length >= maxDepth) throw refused(place, `is nested deeper than ${maxDepth}`);
    this.#open.push(value);
    const text = Array.isArray(value) ? this.#list(value, place) : this.#members(value, place);
    this.#open.pop();
    return text;
  }

  #list(list: readonly unknown[], place: string): string {
    let text = "[";
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (i > 0) text += ",";
      text += item === undefined ? "null" : this.write(item, `${place}[${i}]`);
    }
    return `${text}]`;
  }

  #members(value: object, place: string): string {
    const proto: unknown = Object.getPrototypeOf(value);
    if (value instanceof Map || value instanceof Set || value instanceof Promise || value instanceof RegExp) {
      throw refused(place, `is a ${value.constructor.name}, which cannot be stored`);
    }
    if (proto !== null && "toJSON" in value && typeof value.toJSON === "function") {
      const plain: unknown = value.toJSON();
      if (plain !== value) return this.write(plain, place);
    }
    let text = "{";
    for (const key of Object.keys(value)) {
      const member = (value as Record<string, unknown>)[key];
      if (member === undefined) continue;
      if (text.length > 1) text += ",";
      text += `${quote(key, place)}:${this.write(member, `${place}.${key}`)}`;
    }
    return `${text}}`;
  }
}

function quote(text: string, place: string): string {
  if (!needsEscape.test(text)) return `"${text}"`;
  if (!isWellFormed(text)) throw refused(place, "holds half of a surrogate pair, which is no Unicode text");
  return JSON.stringify(text);
}

/** Whole numbers beyond 64 bits get an exponent: they are Floats. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) >= 2 ** 63) return value.toExponential();
  return Object.is(value, -0) ? "0" : String(value);
}

function bigintText(value: bigint, place: string): string {
  if (BigInt.asIntN(64, value) !== value) throw refused(place, "is an integer of more than 64 bits");
  return value.toString();
}

function refused(place: string, why: string): Error {
  return makeError("INVALID_ARGUMENT", `${place} ${why}`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "undefined" ? "undefined" : `a ${typeof value}`;
}

/** Reports whether a string is Unicode text: no half surrogate pairs. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
