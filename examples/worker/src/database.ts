import { AuroraObject } from "@auroradb/aurora/worker";

/**
 * The class of the objects: each one is a database, kept in its own SQLite
 * storage. It answers `POST …/aql` and `GET …/listen`; a real service would
 * override `fetch` here to say who may do what.
 */
export class Database extends AuroraObject {
  /**
   * Ends this object's life in memory, as the platform does whenever it likes:
   * open streams break, the next request starts the object again on what is
   * stored. Only a Worker that holds the object's stub can call it.
   */
  evict(): void {
    this.ctx.abort("evicted");
  }
}
