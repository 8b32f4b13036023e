/** What the engine uses of a Durable Object's storage. */
export interface DoStorage {
  readonly sql: {
    exec(query: string, ...bindings: readonly (number | string | ArrayBuffer)[]): Iterable<Record<string, unknown>>;
  };
  transactionSync<T>(run: () => T): T;
  sync(): Promise<void>;
}
