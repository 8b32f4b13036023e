import { AqlError } from "./aql-error.js";
import { errorOfResponse } from "./make-error.js";

/** JSON of an error for the way through a port. */
export function errorText(error: unknown): string {
  if (error instanceof AqlError) return JSON.stringify({ errors: error.errors });
  const message = error instanceof Error ? error.message : String(error);
  return JSON.stringify({ errors: [{ message, extensions: { code: "INTERNAL" } }] });
}

/** The error again. */
export function errorFromText(text: string): AqlError {
  return errorOfResponse(JSON.parse(text));
}
