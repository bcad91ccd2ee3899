// One request to the hot path, and the patience of a bad network.

const PATIENCE_MS = 12000;
const PAUSES_MS = [1000, 2000, 4000, 8000, 15000];
let waker;

/** Ends when the time is over, or at once when the network comes back. */
export function pause(milliseconds) {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    waker = () => {
      clearTimeout(timer);
      done();
    };
  });
}

export function wake() {
  waker?.();
}

addEventListener("online", wake);

/** {ok, body} or {refused, body} or {again: ms, busy}: what the server says, or when to ask it again. */
export async function ask(url, content, round = 0) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(content), signal: stop.signal, credentials: "omit" });
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return { ok: true, body };
    if (answer.status === 503 || answer.status === 429 || answer.status >= 500) return { again: later(answer, round), busy: true };
    return { refused: body.error || String(answer.status), body };
  } catch {
    return { again: spread(PAUSES_MS[Math.min(round, PAUSES_MS.length - 1)]) };
  } finally {
    clearTimeout(timer);
  }
}

function later(answer, round) {
  const asked = Number(answer.headers.get("Retry-After")) * 1000;
  return spread(Math.max(asked || 0, PAUSES_MS[Math.min(round, PAUSES_MS.length - 1)]));
}

/** Not all phones at the same moment. */
function spread(milliseconds) {
  return milliseconds * (1 + Math.random() / 2);
}

/** Asks until there is an answer, or until `over()`; `tell(what)` hears of each pause: "offline" or "busy". */
export async function insist(url, content, { tell, over = () => false }) {
  for (let round = 0; ; round += 1) {
    const said = await ask(url, content(), round);
    if (said.again === undefined) return said;
    if (over()) return { refused: "given-up", body: {} };
    tell(said.busy ? "busy" : "offline", Math.ceil(said.again / 1000));
    await pause(said.again);
  }
}
