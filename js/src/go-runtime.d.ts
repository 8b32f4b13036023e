/** The runtime of Go's wasm_exec.js, made into a module at build. */
export interface GoRuntime {
  readonly importObject: WebAssembly.Imports;
  env: Record<string, string>;
  exit: (code: number) => void;
  readonly exited: boolean;
  run(instance: WebAssembly.Instance): Promise<void>;
  _resume: () => void;
  readonly _scheduledTimeouts: Map<number, ReturnType<typeof setTimeout>>;
}

/** The Go version that the runtime belongs to. */
export declare const goVersion: string;

/**
 * Makes a runtime of its own. `globals` are laid over the global object as Go sees it; nothing is ever set on the real
 * one. `write` receives what Go prints: the text of a crash.
 */
export declare function createGo(globals: Readonly<Record<string, unknown>>, write: (bytes: Uint8Array) => void): GoRuntime;
