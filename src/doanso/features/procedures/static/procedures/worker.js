const FORMS = { database: "doanso", store: "forms" };
const PIECES = { database: "doanso-pieces", store: "pieces" };
const DATABASES = [FORMS.database, PIECES.database];
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
const allForms = () => inStore(FORMS, "readonly", (store) => store.getAll());
const formOf = (id) => inStore(FORMS, "readonly", (store) => store.get(id));
async function keepForm(entry) {
await inStore(FORMS, "readwrite", (store) => store.put(entry));
announce(entry.id);
}
async function dropForm(id) {
await inStore(FORMS, "readwrite", (store) => store.delete(id));
await dropPieces(id);
announce(id);
}
async function piecesOf(id) {
return (await inStore(PIECES, "readonly", (store) => store.get(id))) || { id, sent: {}, begun: "", files: 0, bytes: 0 };
}
async function keepPieces(pieces) {
await inStore(PIECES, "readwrite", (store) => store.put(pieces));
announce(pieces.id);
}
const dropPieces = (id) => inStore(PIECES, "readwrite", (store) => store.delete(id));
function announce(id) {
NEWS?.postMessage(id);
listeners.forEach((tell) => tell());
}
function whenChanged(tell) {
listeners.push(tell);
NEWS?.addEventListener("message", tell);
}
function newId() {
const bytes = crypto.getRandomValues(new Uint8Array(24));
return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
async function alone(name, work, patient = true) {
if (!navigator.locks) return work();
return navigator.locks.request(name, { ifAvailable: !patient }, (lock) => (lock ? work() : undefined));
}
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 15 * 60_000;
const PATIENCE = 10 * 60_000; // for one file over a weak network
const digests = new WeakMap(); // of files, by themselves
function sendWaiting({ now = false } = {}) {
return alone("doanso-send", async () => {
const waiting = (await allForms()).filter((entry) => entry.state === "waiting");
let left = 0;
for (const { id } of waiting.sort((a, b) => a.changed - b.changed)) left += (await sendOne(id, now)) ? 0 : 1;
return left;
});
}
async function isSending() {
const locks = await navigator.locks?.query?.();
return Boolean(locks?.held.some(({ name }) => name === "doanso-send"));
}
async function sendOne(id, now) {
const entry = await formOf(id);
if (entry?.state !== "waiting") return true;
if (!now && entry.next > Date.now()) return false;
announce(id);
const outcome = await posted(entry);
const current = await formOf(id);
if (!current) return true; // deleted meanwhile
await keepForm({ ...current, ...outcome });
if (outcome.state === "arrived") await dropPieces(id);
return outcome.state !== "waiting";
}
async function posted(entry) {
const before = (await piecesOf(entry.id)).files;
try {
const kept = [];
await countGone(entry);
for (const [name, file] of entry.files) {
const { outcome, piece } = await sentAhead(entry, name, file);
if (outcome) return outcome;
kept.push([`${name}.kept`, piece]);
}
return await outcomeOf(entry, await post(entry, "gui/", [...entry.pairs, ...kept]));
} catch {
const { files } = await piecesOf(entry.id);
return later(files > before ? { ...entry, tries: 0 } : entry); // it went on: the network is there, but weak
}
}
function post(entry, place, pairs) {
const body = new FormData();
body.set("_id", entry.id);
body.set("_form", entry.form);
for (const [name, value] of pairs) body.append(name, value);
return fetch(`${entry.home}${entry.code}/${place}`, {
method: "POST",
body,
credentials: "omit", // as a visitor, whoever is signed in: old cookies and tokens cannot matter
redirect: "error",
headers: { Accept: "application/json", "Accept-Language": entry.language },
signal: AbortSignal.timeout?.(PATIENCE),
});
}
async function sentAhead(entry, name, file) {
const digest = await digestOf(file);
const key = keyOf(name, file, digest);
const pieces = await piecesOf(entry.id);
if (pieces.sent[key]) return { piece: pieces.sent[key] };
const where = ["_path", name];
let told = {};
if (digest && pieces.begun === key) told = await (await post(entry, "tep/", [where, ["_sha256", digest]])).json();
if (told.state !== "kept") {
await keepPieces({ ...pieces, begun: key });
const answer = await post(entry, "tep/", [where, ["file", file]]);
told = await answer.clone().json();
if (!answer.ok || told.state !== "kept") return { outcome: await outcomeOf(entry, answer) };
}
await keepPieces({ ...pieces, sent: { ...pieces.sent, [key]: told.kept }, begun: "" });
await countGone(entry);
return { piece: told.kept };
}
async function countGone(entry) {
const pieces = await piecesOf(entry.id);
const gone = [];
for (const [name, file] of entry.files) if (pieces.sent[keyOf(name, file, await digestOf(file))]) gone.push(file.size);
const bytes = gone.reduce((sum, size) => sum + size, 0);
if (pieces.files !== gone.length || pieces.bytes !== bytes) await keepPieces({ ...pieces, files: gone.length, bytes });
}
const keyOf = (name, file, digest) => `${name} ${digest || [file.name, file.size, file.lastModified]}`;
async function digestOf(file) {
if (!self.crypto?.subtle) return "";
if (!digests.has(file)) {
const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
digests.set(file, [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}
return digests.get(file);
}
async function outcomeOf(entry, answer) {
if (answer.status === 413) return refused("", {}, true);
const told = await answer.json();
if (told.state === "again") return anew(entry, told.reason);
if (answer.ok && told.state === "arrived") {
return { state: "arrived", tracking: told.tracking, link: told.link, arrived: Date.parse(told.at), pairs: [], files: [], reason: "", errors: {} };
}
if (told.state === "refused") return refused(told.reason, told.errors);
if ([403, 409].includes(answer.status) && told.detail) return refused(told.detail, {});
return later(entry, 1000 * (Number(answer.headers.get("Retry-After")) || 0));
}
async function anew(entry, reason) {
const { files } = await piecesOf(entry.id);
await dropPieces(entry.id);
return files ? later({ ...entry, tries: 0 }) : refused(reason, {});
}
const refused = (reason, errors, heavy = false) => ({ state: "refused", reason, errors, heavy });
function later(entry, atLeast = 0) {
const tries = (entry.tries || 0) + 1;
const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)) * (0.75 + Math.random() / 2);
return { state: "waiting", tries, next: Date.now() + Math.max(wait, atLeast) };
}
const PREFIX = "doanso-";
const CACHE = PREFIX + OFFLINE.version;
const ASKED = /^\/(tren-may|thu-tuc)\//;
const SLOW = 8_000;
const PAUSE = 10_000;
let tried = 0;
self.addEventListener("install", (event) => event.waitUntil(fill()));
async function fill() {
const cache = await caches.open(CACHE);
await Promise.all(OFFLINE.assets.map((asset) => keepAsset(cache, asset)));
const kept = new Map([[OFFLINE.home, ""]]);
for (const name of await ours()) {
for (const request of await (await caches.open(name)).keys()) {
const { pathname } = new URL(request.url);
if (ASKED.test(pathname)) kept.set(pathname, request.headers.get("Accept-Language") || "");
}
}
for (const [path, language] of kept) await keepPage(cache, path, language);
}
self.addEventListener("activate", (event) => event.waitUntil(settle()));
async function settle() {
for (const name of await ours()) if (name !== CACHE) await caches.delete(name);
await self.clients.claim();
}
const ours = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));
async function keepPage(cache, path, language) {
const headers = language ? { Accept: "text/html", "Accept-Language": language } : { Accept: "text/html" };
const answer = await fetch(path, { credentials: "omit", cache: "no-store", headers });
if ([404, 410].includes(answer.status)) return cache.delete(path, { ignoreVary: true });
if (!answer.ok || answer.redirected) throw new Error(`${path}: ${answer.status}`);
const text = await answer.clone().text();
const assets = new Set(text.match(/\/static\/[^"'\s)<>&]+/g));
await Promise.all([...assets].map((asset) => keepAsset(cache, asset)));
await cache.delete(path, { ignoreVary: true });
await cache.put(new Request(path, { headers }), answer);
}
async function keepAsset(cache, asset) {
if (await cache.match(asset, { ignoreVary: true })) return;
const answer = await fetch(asset, { credentials: "omit" });
if (!answer.ok) throw new Error(`${asset}: ${answer.status}`);
await cache.put(asset, answer);
}
self.addEventListener("message", (event) => {
if (event.data.keep) event.waitUntil(keepPages(event.data, event.ports[0]));
if (event.data.send) event.waitUntil(sendWaiting({ now: true }));
});
async function keepPages({ keep, language }, port) {
try {
const cache = await caches.open(CACHE);
for (const path of keep) {
if (path.endsWith(".json")) await keepAsset(cache, path);
else await keepPage(cache, path, language);
}
port?.postMessage({ kept: true });
} catch {
port?.postMessage({ kept: false });
}
}
self.addEventListener("sync", (event) => {
if (event.tag === "doanso-send") event.waitUntil(sendAllOrFail());
});
async function sendAllOrFail() {
if (await sendWaiting({ now: true })) throw new Error("some still wait");
}
self.addEventListener("fetch", (event) => {
const { request } = event;
const { origin, pathname } = new URL(request.url);
if (request.method !== "GET" || origin !== location.origin) return;
if (request.mode === "navigate") {
event.waitUntil(sendNowAndThen());
if (ASKED.test(pathname)) event.respondWith(page(request, pathname));
} else if (pathname.startsWith("/static/") || pathname.startsWith("/bieu-mau/dia-ban/")) {
event.respondWith(asset(request));
}
});
async function sendNowAndThen() {
if (Date.now() - tried < PAUSE) return;
tried = Date.now();
await sendWaiting();
}
async function asset(request) {
return (await caches.match(request, { ignoreVary: true })) || fetch(request);
}
async function page(request, pathname) {
const kept = await caches.match(pathname, { ignoreVary: true });
if (!kept) return fetch(request).catch(() => insteadOf(pathname));
const slow = new Promise((done) => setTimeout(done, SLOW, null));
const answer = await Promise.race([fetch(request).catch(() => null), slow]);
return answer && answer.status < 502 ? answer : kept;
}
async function insteadOf(pathname) {
const [, code] = /^\/thu-tuc\/([^/]+)\/nop\//.exec(pathname) || [];
const form = `${OFFLINE.home}${code}/`;
if (code && (await caches.match(form, { ignoreVary: true }))) return Response.redirect(form);
return pathname === "/thu-tuc/" ? Response.redirect(OFFLINE.home) : Response.error();
}
