// What people fill in on this device, in the browser's own database: one record per form, its files beside the answers.
// state: "typing" | "waiting" (to be sent) | "refused" (to be corrected) | "arrived" (nothing but its code is left).

const DATABASE = "doanso";
const FORMS = "forms";
const listeners = [];
const NEWS = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("doanso-forms");

function database() {
  return new Promise((done, failed) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(FORMS, { keyPath: "id" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/** `work(store)` makes one request; its result, once the transaction is on the disk. */
async function inStore(mode, work) {
  const opened = await database();
  try {
    return await new Promise((done, failed) => {
      const change = opened.transaction(FORMS, mode, { durability: "strict" });
      const request = work(change.objectStore(FORMS));
      change.oncomplete = () => done(request.result);
      change.onabort = change.onerror = () => failed(change.error);
    });
  } finally {
    opened.close();
  }
}

export const allForms = () => inStore("readonly", (store) => store.getAll());
export const formOf = (id) => inStore("readonly", (store) => store.get(id));

export async function keepForm(entry) {
  await inStore("readwrite", (store) => store.put(entry));
  announce(entry.id);
}

export async function dropForm(id) {
  await inStore("readwrite", (store) => store.delete(id));
  announce(id);
}

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
