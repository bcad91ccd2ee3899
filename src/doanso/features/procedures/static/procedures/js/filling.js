// A form on this device: every change kept at once, files too; it leaves only when nothing is missing.

import { problemsOf, showProblems } from "./check.js";
import { isKept, keepHere, keepSending, placesOf, sendInBackground } from "./pages.js";
import { allForms, alone, formOf, keepForm, newId } from "./store.js";

const SOON = 300;
const OURS = /^(csrfmiddlewaretoken|_.*)$/;
let form, tools, entry, timer;
let saving = Promise.resolve();

const said = (name) => document.querySelector("[data-here]").dataset[name];

/** The page of a whole form. */
export async function fillHere(whole, given) {
  [form, tools] = [whole, given];
  readyToKeep();
  try {
    entry = await begun();
  } catch {
    return state("nostore");
  }
  if (!entry) return;
  if (entry.changed) putBack(entry);
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", handIn);
  addEventListener("online", () => state());
  addEventListener("offline", () => state());
  document.addEventListener("visibilitychange", () => document.hidden && timer && save());
  form.querySelector(".actions .btn-main").disabled = false;
  form.dataset.kept = "1";
  state();
  if (entry.reason || entry.heavy) showRefusal();
}

async function readyToKeep() {
  const { home, keep, worker } = form.dataset;
  form.dataset.offlineReady = (await isKept(location.pathname)) ? "1" : "";
  if (await keepHere(worker, [home, ...keep.split(" "), ...placesOf(form)])) form.dataset.offlineReady = "1";
}

/** The form that the address names, or a new one; nothing when it is open elsewhere or gone. */
async function begun() {
  const id = location.hash.slice(1);
  const found = id && (await alone("doanso-send", () => takenBack(id))); // what is being sent is sent first
  if (found?.state === "arrived") return leave(id);
  if (found && !(await holdOpen(id))) return state("elsewhere");
  if (found) return found;
  await pointToOthers();
  return { id: newId(), begun: Date.now() };
}

/** What waits must not leave while somebody changes it. */
async function takenBack(id) {
  const found = await formOf(id);
  if (found?.state !== "waiting") return found;
  await keepForm({ ...found, state: "typing" });
  return formOf(id);
}

/** Until this tab closes, no other may change the same form. */
function holdOpen(id) {
  return new Promise((done) => {
    alone(`doanso-open-${id}`, () => {
      done(true);
      return navigator.locks && new Promise(() => {});
    }, false).then(() => done(false));
  });
}

async function pointToOthers() {
  const open = (await allForms()).filter((one) => one.code === form.dataset.code && ["typing", "refused"].includes(one.state));
  document.querySelector("[data-others]").hidden = !open.length;
}

function leave(id) {
  location.assign(`${form.dataset.home}#${id}`);
}

function changed() {
  clearTimeout(timer);
  timer = setTimeout(save, SOON);
}

/** One after the other, so that an older state never comes last. */
function save(more = {}) {
  clearTimeout(timer);
  timer = undefined;
  saving = saving.then(() => written(more));
  return saving;
}

async function written(more) {
  const isNew = !entry.changed;
  entry = { ...entry, ...contentOf(form), state: "typing", changed: Date.now(), reason: "", errors: {}, heavy: false, tries: 0, next: 0, ...more };
  try {
    await keepForm(entry);
    state();
  } catch {
    state("full");
    throw new Error("not kept");
  }
  if (isNew) await firstKept();
}

async function firstKept() {
  history.replaceState(null, "", `#${entry.id}`);
  await holdOpen(entry.id);
  navigator.storage?.persist?.();
}

function contentOf(source) {
  const all = [...new FormData(source)].filter(([name]) => !OURS.test(name));
  const { code, name, home } = source.dataset;
  return {
    code,
    name,
    home,
    form: source.dataset.form,
    language: document.documentElement.lang,
    pairs: all.filter(([, value]) => typeof value === "string"),
    files: all.filter(([, value]) => typeof value !== "string" && value.name),
  };
}

function state(name) {
  const place = document.querySelector("[data-here]");
  const kind = name || (navigator.onLine === false ? "away" : entry?.changed ? "kept" : "blank");
  place.dataset.kind = { away: "warn", nostore: "bad", full: "bad", elsewhere: "warn", kept: "ok" }[kind] || "info";
  const clock = entry?.changed ? new Date(entry.changed).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "";
  const words = kind === "away" && !clock ? said("awayBlank") : said(kind);
  place.querySelector("[data-said]").textContent = words.replace("{}", clock);
  if (clock) tools.tell(words.replace("{}", clock));
  const button = form.querySelector(".actions .btn-main");
  button.textContent = navigator.onLine === false ? said("later") : said("now");
}

async function handIn(event) {
  event.preventDefault();
  try {
    await save();
    const problems = problemsOf(form, tools);
    if (problems.length) return showProblems(form, problems, said("problems").replace("{}", problems.length), tools.mark);
    await save({ state: "waiting" });
  } catch {
    return;
  }
  await sendInBackground();
  leave(entry.id);
}

/** What the office refused: its words on top and at the boxes. */
function showRefusal() {
  const listed = Object.entries(entry.errors || {}).flatMap(([path, all]) => all.map((words) => ({ path, words })));
  const title = entry.heavy ? said("heavy") : entry.reason;
  showProblems(form, listed, title, tools.mark);
}

function putBack({ pairs, files }) {
  new Set(pairs.map(([name]) => name)).forEach(tools.ensureRow);
  for (const box of form.elements) {
    if (!box.name || OURS.test(box.name) || box.type === "file") continue;
    const values = pairs.filter(([name]) => name === box.name).map(([, value]) => value);
    if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
    else if (values.length) box.value = values[0];
  }
  for (const [name, value] of pairs) if (name.endsWith(".kept")) putKept(name, value);
  for (const box of form.querySelectorAll("input[type=file]")) putFiles(box, files);
  for (const drawn of form.querySelectorAll("input[name$='.drawn']")) if (drawn.value) redraw(drawn);
  form.querySelectorAll("select[name$='.province']").forEach((box) => box.dispatchEvent(new Event("change", { bubbles: true })));
  tools.scopeNow();
}

function putFiles(box, files) {
  const held = new DataTransfer();
  for (const [name, file] of files) if (name === box.name) held.items.add(file);
  box.files = held.files;
}

/** A file that the server has already: sent on the page before the network went away. */
function putKept(name, value) {
  const list = form.querySelector(`[data-files="${name.slice(0, -5)}"]`);
  if (!list) return;
  const item = list.appendChild(document.createElement("li"));
  item.append(said("sent"));
  const box = item.appendChild(document.createElement("input"));
  Object.assign(box, { type: "hidden", name, value });
}

function redraw(drawn) {
  const canvas = drawn.parentElement.querySelector("canvas");
  const picture = new Image();
  picture.onload = () => canvas?.getContext("2d").drawImage(picture, 0, 0);
  picture.src = drawn.value;
}

/** A page of the server's own form: kept for a day without network, and moved here when that day is today. */
export async function watchServerForm(page) {
  const target = `${page.dataset.home}${page.dataset.code}/`;
  let kept = await isKept(target);
  document.addEventListener("submit", (event) => {
    if (navigator.onLine !== false || !kept || event.target !== page) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    moveHere(page, target);
  }, true);
  keepSending();
  const { home, keep, worker } = page.dataset;
  kept = (await keepHere(worker, [home, ...keep.split(" "), ...placesOf(page)])) || kept;
  page.dataset.offlineReady = kept ? "1" : "";
}

async function moveHere(page, target) {
  const content = contentOf(page);
  const own = new Set(content.pairs.map(([name]) => name));
  const others = earlierPages(page).filter(([name]) => !own.has(name));
  const id = newId();
  await keepForm({ id, begun: Date.now(), ...content, pairs: [...others, ...content.pairs], state: "typing", changed: Date.now(), tries: 0, next: 0 });
  location.assign(`${target}#${id}`);
}

/** What was typed on the form's other pages, which draft.js remembers. */
function earlierPages(page) {
  const [code] = page.dataset.eform.split(/\.\d+$/);
  const found = [];
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`eform:/thu-tuc/${page.dataset.code}/nop/`) && key.includes(`:${code}.`)) found.push(...JSON.parse(localStorage[key]).pairs);
  }
  return found;
}
