/** Names inside the IndexedDB database; storage/indexeddb creates the stores. Version 1 for ever. */
export const logStore = "log";
export const pageStore = "pages";
export const metaStore = "meta";
export const allStores: string[] = [logStore, pageStore, metaStore];

/** Keys of the meta store. */
export const ownerKey = "owner";
export const manifestKey = "manifest";
/** Ids of the pages that an opening asks for, u64 each: they are read along with the manifest. */
export const openingKey = "opening";

/** Who may write: every commit checks it inside its transaction. */
export interface Owner {
  /** Rises with every opening. */
  readonly epoch: number;
  /** Changes when the database is created anew. */
  readonly generation: string;
  /** Version of this layout. */
  readonly format: 1;
}
