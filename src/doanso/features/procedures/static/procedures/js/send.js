// Sending what waits. The server knows each form by its id, so that sending again after a lost answer changes nothing.

import { allForms, alone, announce, formOf, keepForm } from "./store.js";

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 15 * 60_000;
const PATIENCE = 10 * 60_000; // for one form with its photos over a weak network

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
  return outcome.state !== "waiting";
}

async function posted(entry) {
  try {
    const answer = await fetch(`${entry.home}${entry.code}/gui/`, {
      method: "POST",
      body: bodyOf(entry),
      credentials: "omit", // as a visitor, whoever is signed in: old cookies and tokens cannot matter
      redirect: "error",
      headers: { Accept: "application/json", "Accept-Language": entry.language },
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    return await outcomeOf(entry, answer);
  } catch {
    return later(entry);
  }
}

function bodyOf(entry) {
  const body = new FormData();
  body.set("_id", entry.id);
  body.set("_form", entry.form);
  for (const [name, value] of entry.pairs) body.append(name, value);
  for (const [name, file] of entry.files) body.append(name, file, file.name);
  return body;
}

/** Only what our server says itself counts: a hotel's sign-in page or a broken proxy is no answer. */
async function outcomeOf(entry, answer) {
  if (answer.status === 413) return refused("", {}, true);
  const told = await answer.json();
  if (answer.ok && told.state === "arrived") {
    return { state: "arrived", tracking: told.tracking, link: told.link, arrived: Date.parse(told.at), pairs: [], files: [], reason: "", errors: {} };
  }
  if (told.state === "refused") return refused(told.reason, told.errors);
  if ([403, 409].includes(answer.status) && told.detail) return refused(told.detail, {});
  return later(entry, 1000 * (Number(answer.headers.get("Retry-After")) || 0));
}

const refused = (reason, errors, heavy = false) => ({ state: "refused", reason, errors, heavy });

function later(entry, atLeast = 0) {
  const tries = (entry.tries || 0) + 1;
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)) * (0.75 + Math.random() / 2);
  return { state: "waiting", tries, next: Date.now() + Math.max(wait, atLeast) };
}
