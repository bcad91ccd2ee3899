// The page "On this device": what is where, always as the store has it.

import { forgetEverything, isKept, keepHere, keepSending } from "./pages.js";
import { isSending } from "./send.js";
import { allForms, dropForm, formOf, keepForm, piecesOf, whenChanged } from "./store.js";

const DAY = 24 * 3600 * 1000;
const LINK_STAYS = 7 * DAY;
const CODE_STAYS = 30 * DAY;
const GROUPS = ["waiting", "refused", "typing", "arrived"];
let home, soon, shown, sending, drawnFacts;

export async function listHere(page) {
  home = page;
  home.addEventListener("click", pressed);
  whenChanged(show);
  addEventListener("online", show);
  addEventListener("offline", show);
  await show();
  home.dataset.ready = "1";
  soon = keepSending();
  await keepHere(home.dataset.worker, [location.pathname]);
  await showKept();
  home.dataset.offlineReady = (await isKept(location.pathname)) ? "1" : "";
}

/** One after the other, so that what is shown last is what is so. */
function show() {
  shown = (shown || Promise.resolve()).then(showNow);
  return shown;
}

async function showNow() {
  home.querySelector("[data-away]").hidden = navigator.onLine !== false;
  let forms;
  sending = await isSending();
  try {
    forms = await Promise.all((await tidied(await allForms())).map(withGone));
  } catch {
    home.querySelector("[data-nostore]").hidden = false;
    return;
  }
  if (isAsBefore(forms)) return showKept(); // so that nobody loses the button under their finger
  for (const group of GROUPS) {
    const list = home.querySelector(`[data-group="${group}"]`);
    const members = forms.filter((form) => form.state === group).sort((a, b) => b.changed - a.changed);
    list.hidden = !members.length;
    list.querySelector("ul").replaceChildren(...members.map((form) => drawn(list.querySelector("template"), form)));
  }
  home.querySelector("[data-nothing]").hidden = forms.length > 0;
  await showKept();
}

function isAsBefore(forms) {
  const facts = JSON.stringify([sending, forms.map(({ id, state, changed, tries, link, gone }) => [id, state, changed, tries, link, gone])]);
  const same = facts === drawnFacts;
  drawnFacts = facts;
  return same;
}

/** How much of what waits the office has already. */
async function withGone(form) {
  if (form.state !== "waiting" || !form.files.length) return { ...form, gone: null };
  const { files, bytes } = await piecesOf(form.id);
  return { ...form, gone: files ? { files, bytes } : null };
}

/** On a phone that others use, too, a link that opens a dossier must not lie about for ever. */
async function tidied(forms) {
  const left = [];
  for (const form of forms) {
    const age = form.state === "arrived" ? Date.now() - form.arrived : 0;
    if (age > CODE_STAYS) await dropForm(form.id);
    else left.push(age > LINK_STAYS ? { ...form, link: "" } : form);
    if (form.link && age > LINK_STAYS && age <= CODE_STAYS) await keepForm({ ...form, link: "" });
  }
  return left;
}

function drawn(template, form) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.id = form.id;
  const put = (slot, text) => {
    const place = item.querySelector(`[data-slot="${slot}"]`);
    if (place) place.textContent = text;
    if (place && !text) place.hidden = true;
  };
  put("name", form.name);
  put("when", moment(form.arrived || form.changed));
  put("size", form.gone ? goneOf(form) : sizeOf(form));
  showProgress(item.querySelector("progress"), form);
  put("reason", form.heavy ? home.dataset.heavy : form.reason);
  put("tracking", form.tracking || "");
  put("tries", triesOf(form));
  const open = item.querySelector("a[data-slot=open]");
  if (open) open.href = `${form.home}${form.code}/#${form.id}`;
  const link = item.querySelector("a[data-slot=link]");
  if (link && form.link) link.href = form.link;
  else link?.remove();
  return item;
}

function triesOf({ tries }) {
  if (sending) return home.dataset.sending;
  return tries ? home.dataset.tries.replace("{}", tries) : "";
}

const moment = (time) => new Date(time).toLocaleString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" });

const weightOf = (files) => files.reduce((sum, [, file]) => sum + file.size, 0);
const inWords = (bytes) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`);

function sizeOf({ files }) {
  return files.length ? home.dataset.files.replace("{}", files.length).replace("{size}", inWords(weightOf(files))) : "";
}

function goneOf({ files, gone }) {
  const words = home.dataset.gone.replace("{}", gone.files).replace("{count}", files.length);
  return words.replace("{size}", inWords(gone.bytes)).replace("{whole}", inWords(weightOf(files)));
}

function showProgress(bar, { files, gone }) {
  if (!bar) return;
  bar.hidden = !gone;
  if (gone) Object.assign(bar, { max: weightOf(files), value: gone.bytes });
}

async function showKept() {
  for (const item of home.querySelectorAll("[data-path]")) {
    const kept = await isKept(item.dataset.path);
    item.querySelector("[data-kept]").hidden = !kept;
    item.querySelector("[data-do=keep]").hidden = kept || !navigator.serviceWorker;
  }
}

const ACTIONS = {
  async send() {
    await soon(true);
  },
  async drop(item) {
    await dropForm(item.dataset.id);
  },
  async noted(item) {
    await keepForm({ ...(await formOf(item.dataset.id)), link: "" });
  },
  async keep(item, button) {
    button.setAttribute("aria-busy", "true");
    await keepHere(home.dataset.worker, item.dataset.keep.split(" "));
    button.removeAttribute("aria-busy");
  },
  async forget() {
    await forgetEverything();
    location.replace("/");
  },
};

async function pressed(event) {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const { sure } = button.dataset;
  if (sure && !button.dataset.asked) return askFirst(button, sure);
  await ACTIONS[button.dataset.do](button.closest("[data-id], [data-path]"), button);
  if (button.dataset.do !== "forget") await show();
}

/** The same button again, with the question on it. */
function askFirst(button, sure) {
  button.dataset.asked = button.textContent;
  button.textContent = sure;
  button.classList.add("btn-bad");
  const back = () => {
    button.textContent = button.dataset.asked;
    delete button.dataset.asked;
    button.classList.remove("btn-bad");
  };
  button.addEventListener("blur", back, { once: true });
}

