// The worker of this device: started, asked to keep pages, told when something waits.

import { sendWaiting } from "./send.js";
import { DATABASES } from "./store.js";

const PATIENT = 15_000;
const PLACES = "/bieu-mau/dia-ban/";

/** True once the device has these pages, with all that they need. On a weak network it may take more than one try. */
export async function keepHere(address, paths) {
  for (const pause of [0, 3_000, 15_000]) {
    await new Promise((go) => setTimeout(go, pause));
    if (await askedToKeep(await startWorker(address), paths)) return true;
  }
  return false;
}

/** Null without HTTPS, in a private window, or when the worker's own files did not arrive. */
async function startWorker(address) {
  try {
    await navigator.serviceWorker.register(address, { scope: "/", updateViaCache: "none" });
    return await Promise.race([navigator.serviceWorker.ready, new Promise((done) => setTimeout(done, PATIENT, null))]);
  } catch {
    return null;
  }
}

function askedToKeep(worker, paths) {
  if (!worker?.active) return false;
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data.kept);
    worker.active.postMessage({ keep: paths, language: document.documentElement.lang }, [port2]);
    setTimeout(done, 4 * PATIENT, false);
  });
}

/** Lists of communes, for forms that ask where somebody lives. */
export function placesOf(form) {
  const provinces = [...form.querySelectorAll("select[name$='.province']")].slice(0, 1);
  return provinces.flatMap((select) => [...select.options].filter((option) => option.value).map((option) => `${PLACES}${option.value}.json`));
}

export async function isKept(path) {
  return Boolean(self.caches && (await caches.match(path, { ignoreVary: true })));
}

/** Tries now, when the network comes back, when the page is looked at again, and by itself where browsers can. */
export function keepSending() {
  let timer;
  const soon = async (now = false) => {
    clearTimeout(timer);
    if (navigator.onLine !== false) await sendWaiting({ now });
    timer = setTimeout(soon, 15_000);
  };
  addEventListener("online", () => soon(true));
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  soon();
  return soon;
}

export async function sendInBackground() {
  const worker = await navigator.serviceWorker?.getRegistration("/");
  await worker?.sync?.register("doanso-send").catch(() => null); // refused: the page sends
}

/** Forms, pages and scripts: as if this device had never been here. */
export async function forgetEverything() {
  const workers = (await navigator.serviceWorker?.getRegistrations()) || [];
  await Promise.all(workers.map((worker) => worker.unregister()));
  if (self.caches) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  for (const key of Object.keys(localStorage)) if (key.startsWith("eform:")) localStorage.removeItem(key);
  await Promise.all(DATABASES.map(erased));
}

function erased(name) {
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = done;
  });
}
