/**
 * Lets the browser open a database while the engine is still being loaded: the engine's own opening, a moment later, finds
 * it open. Returns how to let go of it. What fails here fails there again, where it is told.
 */
export function openAhead(name: string): () => void {
  let request: IDBOpenDBRequest;
  try {
    request = indexedDB.open(`aurora:${name}`); // databaseName in storage/indexeddb
  } catch {
    return () => undefined;
  }
  let over = false;
  request.onupgradeneeded = () => request.transaction?.abort(); // it is new: the engine makes it
  request.onerror = (event) => event.preventDefault();
  request.onsuccess = () => {
    const db = request.result;
    db.onversionchange = () => db.close();
    if (over) db.close();
  };
  return () => {
    over = true;
    if (request.readyState === "done" && request.error === null) request.result.close();
  };
}
