declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "cloudflare:workers" {
  export abstract class DurableObject<Env = unknown> {
    constructor(ctx: DurableObjectState, env: Env);
    protected ctx: DurableObjectState;
    protected env: Env;
  }
}

interface DurableObjectState {
  readonly storage: import("./do-storage.js").DoStorage;
  blockConcurrencyWhile<T>(run: () => Promise<T>): Promise<T>;
}
