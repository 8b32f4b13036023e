/** An integer that a double may not hold: sixteen digits or more. */
const longDigits = /\d{16}/;

/** Reads JSON; integers beyond 2^53 come as `bigint`. */
export function readJsonExact(text: string): unknown {
  return longDigits.test(text) ? new JsonReader(text).read() : JSON.parse(text);
}

const token = /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d+)(\.\d+)?([eE][+-]?\d+)?|(true|false|null))/y;

/** A JSON reader for the engine's own answers: it trusts the text and is only used where numbers are long. */
class JsonReader {
  readonly #text: string;
  readonly #token: RegExp = new RegExp(token);

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    const t = this.#next();
    return this.#value(t);
  }

  #next(): RegExpExecArray {
    const match = this.#token.exec(this.#text);
    if (match === null) throw new SyntaxError("the engine's answer is not JSON");
    return match;
  }

  #value(t: RegExpExecArray): unknown {
    if (t[2] !== undefined) return JSON.parse(t[2]);
    if (t[3] !== undefined) return number(t[3], t[4], t[5]);
    if (t[6] !== undefined) return t[6] === "null" ? null : t[6] === "true";
    return t[1] === "[" ? this.#list() : this.#object();
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    for (let t = this.#next(); t[1] !== "]"; t = this.#next()) {
      if (t[1] !== ",") list.push(this.#value(t));
    }
    return list;
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (let t = this.#next(); t[1] !== "}"; t = this.#next()) {
      if (t[2] === undefined) continue; // comma
      const key = JSON.parse(t[2]) as string;
      this.#next(); // colon
      const value = this.#value(this.#next());
      if (key === "__proto__") Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      else object[key] = value;
    }
    return object;
  }
}

function number(int: string, fraction: string | undefined, exponent: string | undefined): number | bigint {
  const value = Number(int + (fraction ?? "") + (exponent ?? ""));
  if (fraction !== undefined || exponent !== undefined || Number.isSafeInteger(value)) return value;
  return BigInt(int);
}
