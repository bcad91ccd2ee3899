// Sending what waits: a form's files first, one by one, then the form. The server knows each form by its id and each file
// by what is in it, so that sending again after a lost answer changes nothing.

import { allForms, alone, announce, dropPieces, formOf, keepForm, keepPieces, piecesOf } from "./store.js";

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 15 * 60_000;
const PATIENCE = 10 * 60_000; // for one file over a weak network
const digests = new WeakMap(); // of files, by themselves

/** How many still wait. `now` sends also those whose next try is later. */
export function sendWaiting({ now = false } = {}) {
  return alone("doanso-send", async () => {
    const waiting = (await allForms()).filter((entry) => entry.state === "waiting");
    let left = 0;
    for (const { id } of waiting.sort((a, b) => a.changed - b.changed)) left += (await sendOne(id, now)) ? 0 : 1;
    return left;
  });
}

/** Somebody, a tab or the worker, is at it. */
export async function isSending() {
  const locks = await navigator.locks?.query?.();
  return Boolean(locks?.held.some(({ name }) => name === "doanso-send"));
}

/** True when nothing waits under this id any more. */
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

/** What the office calls this file, once it has it; or what became of the whole form. */
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

/** How much of the form as it stands today has gone: a file may have been taken out since. */
async function countGone(entry) {
  const pieces = await piecesOf(entry.id);
  const gone = [];
  for (const [name, file] of entry.files) if (pieces.sent[keyOf(name, file, await digestOf(file))]) gone.push(file.size);
  const bytes = gone.reduce((sum, size) => sum + size, 0);
  if (pieces.files !== gone.length || pieces.bytes !== bytes) await keepPieces({ ...pieces, files: gone.length, bytes });
}

const keyOf = (name, file, digest) => `${name} ${digest || [file.name, file.size, file.lastModified]}`;

/** Empty without HTTPS: then what was lost is sent again. */
async function digestOf(file) {
  if (!self.crypto?.subtle) return "";
  if (!digests.has(file)) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    digests.set(file, [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  return digests.get(file);
}

/** Only what our server says itself counts: a hotel's sign-in page or a broken proxy is no answer. */
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

/** The office has erased files that were sent long ago: they are here still, unless they never were. */
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
