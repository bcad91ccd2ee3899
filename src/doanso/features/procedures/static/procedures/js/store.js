// What people fill in on this device, in the browser's own database: one record per form, its files beside the answers.
// state: "typing" | "waiting" (to be sent) | "refused" (to be corrected) | "arrived" (nothing but its code is left).
// Which of its files the office has already lies in a database of its own, since writing a form writes its files, too.

const FORMS = { database: "doanso", store: "forms" };
const PIECES = { database: "doanso-pieces", store: "pieces" };
export const DATABASES = [FORMS.database, PIECES.database];
const listeners = [];
const NEWS = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("doanso-forms");

function opening({ database, store }) {
  return new Promise((done, failed) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "id" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/** `work(store)` makes one request; its result, once the transaction is on the disk. */
async function inStore(place, mode, work) {
  const opened = await opening(place);
  try {
    return await new Promise((done, failed) => {
      const change = opened.transaction(place.store, mode, { durability: "strict" });
      const request = work(change.objectStore(place.store));
      change.oncomplete = () => done(request.result);
      change.onabort = change.onerror = () => failed(change.error);
    });
  } finally {
    opened.close();
  }
}

export const allForms = () => inStore(FORMS, "readonly", (store) => store.getAll());
export const formOf = (id) => inStore(FORMS, "readonly", (store) => store.get(id));

export async function keepForm(entry) {
  await inStore(FORMS, "readwrite", (store) => store.put(entry));
  announce(entry.id);
}

export async function dropForm(id) {
  await inStore(FORMS, "readwrite", (store) => store.delete(id));
  await dropPieces(id);
  announce(id);
}

/** { sent: {file: what the office calls it}, begun: the file whose fate is unknown, files, bytes: how much has gone }. */
export async function piecesOf(id) {
  return (await inStore(PIECES, "readonly", (store) => store.get(id))) || { id, sent: {}, begun: "", files: 0, bytes: 0 };
}

export async function keepPieces(pieces) {
  await inStore(PIECES, "readwrite", (store) => store.put(pieces));
  announce(pieces.id);
}

export const dropPieces = (id) => inStore(PIECES, "readwrite", (store) => store.delete(id));

/** A channel reaches all others, but not the one who speaks. */
export function announce(id) {
  NEWS?.postMessage(id);
  listeners.forEach((tell) => tell());
}

export function whenChanged(tell) {
  listeners.push(tell);
  NEWS?.addEventListener("message", tell);
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

/** One at a time among all tabs and the worker; `undefined` when another is at it and `patient` is false. */
export async function alone(name, work, patient = true) {
  if (!navigator.locks) return work();
  return navigator.locks.request(name, { ifAvailable: !patient }, (lock) => (lock ? work() : undefined));
}
