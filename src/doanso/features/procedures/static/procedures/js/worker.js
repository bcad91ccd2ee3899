// Answers for the forms' pages when there is no network, and sends what waits. Everything else passes by untouched.

import { sendWaiting } from "./send.js";

/* global OFFLINE: version, home and assets, from the address that loads this */
const PREFIX = "doanso-";
const CACHE = PREFIX + OFFLINE.version;
const ASKED = /^\/(tren-may|thu-tuc)\//;
const SLOW = 8_000;
const PAUSE = 10_000;
let tried = 0;

/** A new worker is ready only when it has every page that the old one kept; else the old one goes on. */
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

/** Always as a visitor gets it: without cookies there is nothing of anybody's in it. */
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

/** A failed promise lets the browser try again later, by its own rules. */
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

/** The network's page when it comes in time, else the kept one. What the network sends is never kept. */
async function page(request, pathname) {
  const kept = await caches.match(pathname, { ignoreVary: true });
  if (!kept) return fetch(request).catch(() => insteadOf(pathname));
  const slow = new Promise((done) => setTimeout(done, SLOW, null));
  const answer = await Promise.race([fetch(request).catch(() => null), slow]);
  return answer && answer.status < 502 ? answer : kept;
}

/** Without any network: for a form of the server's own the one that this device keeps. */
async function insteadOf(pathname) {
  const [, code] = /^\/thu-tuc\/([^/]+)\/nop\//.exec(pathname) || [];
  const form = `${OFFLINE.home}${code}/`;
  if (code && (await caches.match(form, { ignoreVary: true }))) return Response.redirect(form);
  return pathname === "/thu-tuc/" ? Response.redirect(OFFLINE.home) : Response.error();
}
