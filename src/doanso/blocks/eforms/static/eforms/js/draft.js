// Nothing typed is lost: on this device at once, on the server within five seconds.

const EVERY = 4000;
const A_DAY = 24 * 3600 * 1000; // on a shared machine nothing stays longer; the server keeps drafts for weeks
const OURS = /^(csrfmiddlewaretoken|_.*)$/;
const files = new Set();
let draft, place, makeRow, dirty, timer, running, pending, markBox;

export function keepDrafts(form, { ensureRow, mark }) {
  draft = form;
  makeRow = ensureRow;
  markBox = mark;
  place = `eform:${location.pathname}:${form.dataset.eform}`;
  if (form.querySelector("[data-summary]")) forget();
  else restore();
  form.addEventListener("input", noteChange);
  form.addEventListener("change", noteChoice);
  form.addEventListener("submit", holdOrSend);
  addEventListener("online", backOnline);
  document.addEventListener("visibilitychange", () => document.hidden && dirty && sendDraft());
}

export function tell(text) {
  document.querySelector("form[data-eform] [data-status]").textContent = text;
}

function typedPairs() {
  const isTyped = ([name, value]) => typeof value === "string" && !OURS.test(name) && !/\.(drawn|kept|drop)$/.test(name);
  return [...new FormData(draft)].filter(isTyped);
}

/** This device */

function noteChange() {
  dirty = true;
  keepHere(false);
  timer ??= setTimeout(sendDraft, EVERY);
}

function keepHere(sent) {
  try {
    localStorage.setItem(place, JSON.stringify({ at: Date.now(), sent, pairs: typedPairs() }));
  } catch {
    // A full or forbidden store: the server's draft remains.
  }
}

function forget() {
  localStorage.removeItem(place);
}

function keptHere() {
  try {
    const found = JSON.parse(localStorage.getItem(place));
    return found && Date.now() - found.at < A_DAY ? found : forget();
  } catch {
    return null;
  }
}

function restore() {
  const found = keptHere();
  const filled = (pairs) => JSON.stringify(pairs.filter(([, value]) => value));
  if (!found || filled(found.pairs) === filled(typedPairs())) return;
  putBack(found.pairs);
  notice(found.sent ? draft.dataset.sent : draft.dataset.restored);
}

function putBack(pairs) {
  const names = new Set(pairs.map(([name]) => name));
  names.forEach(makeRow);
  for (const box of draft.elements) {
    if (!box.name || OURS.test(box.name) || box.type === "file" || /\.(drawn|kept|drop)$/.test(box.name)) continue;
    const values = pairs.filter(([name]) => name === box.name).map(([, value]) => value);
    if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
    else if (values.length) box.value = values[0];
  }
}

function notice(text) {
  const note = document.createElement("div");
  note.className = "note";
  note.dataset.kind = "ok";
  note.setAttribute("role", "status");
  const said = document.createElement("p");
  said.textContent = text;
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "btn btn-small";
  undo.textContent = draft.dataset.undo;
  undo.addEventListener("click", () => {
    forget();
    draft.reset();
    location.reload();
  });
  note.append(said, undo);
  draft.prepend(note);
}

/** The server */

async function sendDraft() {
  clearTimeout(timer);
  timer = undefined;
  if (!draft.dataset.draft || running) return;
  if (!navigator.onLine) return tell(draft.dataset.offline);
  running = true;
  dirty = false;
  const boxes = [...files];
  files.clear();
  try {
    const answer = await fetch(draft.dataset.draft, { method: "POST", body: draftBody(boxes) });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    tell(`${draft.dataset.saved} ${told.saved_at}`);
    boxes.forEach((box) => stored(box, told));
  } catch {
    dirty = true;
    boxes.forEach((box) => files.add(box));
    tell(draft.dataset.offline);
  }
  running = false;
  if (dirty || files.size) timer ??= setTimeout(sendDraft, EVERY);
}

/** Files go with the draft only when they are new. */
function draftBody(boxes) {
  const data = new FormData(draft);
  for (const box of draft.querySelectorAll("input[type=file]")) if (!boxes.includes(box)) data.delete(box.name);
  return data;
}

/** A chosen file goes at once, so that neither a dead battery nor an error elsewhere loses it. */
function noteChoice(event) {
  const box = event.target;
  if (box.type === "file" && box.files.length) {
    files.add(box);
    sendDraft();
  } else {
    noteChange();
  }
}

function stored(box, told) {
  const list = draft.querySelector(`[data-files="${box.name}"]`);
  const wrong = (told.errors[box.name] || []).join(" ");
  markBox(box, wrong);
  if (wrong) return tell(wrong);
  list.replaceChildren(...told.files[box.name].map((ref) => storedEntry(box.name, ref)));
  box.value = "";
}

function storedEntry(name, ref) {
  const item = document.createElement("li");
  item.innerHTML = '<input type="hidden"><span></span><label class="choice"><input type="checkbox"><span></span></label>';
  const [kept, drop] = item.querySelectorAll("input");
  const [title, remove] = item.querySelectorAll("span");
  kept.name = `${name}.kept`;
  kept.value = ref.kept;
  drop.name = `${name}.drop`;
  drop.value = ref.token;
  title.textContent = `${ref.name} (${Math.max(1, Math.round(ref.size / 1024))} kB)`;
  remove.textContent = draft.dataset.remove;
  return item;
}

/** Submitting without a connection waits for one; the draft's token lets the server take it only once. */

function holdOrSend(event) {
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopImmediatePropagation();
    pending = event.submitter;
    keepHere(false);
    return tell(draft.dataset.waits);
  }
  clearTimeout(timer);
  keepHere(true);
}

function backOnline() {
  if (pending) draft.requestSubmit(pending);
  else if (dirty || files.size) sendDraft();
  pending = undefined;
}
