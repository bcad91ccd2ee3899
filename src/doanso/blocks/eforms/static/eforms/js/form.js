// Comforts for a form that works without this script: rows without reloading, hints, lists of places, drafts.

import { keepDrafts, tell } from "./draft.js";
import { scopeNow, watch } from "./logic.js";
import { parseDate, parseNumber, showNumber } from "./values.js";

const eform = document.querySelector("form[data-eform]");
if (eform) startForm();

function startForm() {
  eform.addEventListener("click", pressedRow);
  eform.addEventListener("focusout", (event) => hint(event.target));
  eform.addEventListener("change", tidy);
  eform.addEventListener("input", assist);
  if (!("whole" in eform.dataset)) keepDrafts(eform, { ensureRow, mark });
  eform.querySelector("[data-summary]")?.focus();
  watch(eform);
  eform.querySelectorAll("select[name$='.province']").forEach(listCommunes);
  const signing = eform.querySelector("[data-sign]") && import(eform.dataset.signScript).then(({ sign }) => sign(eform));
  if (eform.dataset.device) keepOnDevice(signing);
  eform.dataset.ready = "1";
}

/** A form that may be filled in without a network. On a form of the server's own this waits until the page stands. */
async function keepOnDevice(signing) {
  await signing;
  if (!("whole" in eform.dataset)) await new Promise((go) => (self.requestIdleCallback || setTimeout)(go, { timeout: 4000 }));
  const { start } = await import(eform.dataset.device);
  start(eform, { ensureRow, mark, tell, scopeNow, looksRight: LOOKS_RIGHT });
}

/** Rows */

function pressedRow(event) {
  const button = event.target.closest("button[name^='_add:'], button[name^='_del:']");
  if (!button) return;
  event.preventDefault();
  const table = button.closest("[data-type=table]");
  if (button.name.startsWith("_add:")) addRow(table)?.querySelector("input, select")?.focus();
  else removeRow(table, button.closest("tr"));
  eform.dispatchEvent(new Event("input", { bubbles: true }));
}

function addRow(table) {
  const lines = [...table.querySelectorAll("tbody tr")];
  if (lines.length >= Number(table.dataset.max)) return null;
  const next = Math.max(-1, ...lines.map((line) => Number(line.dataset.row))) + 1;
  const holder = document.createElement("tbody");
  const spare = table.querySelector("template").innerHTML;
  holder.innerHTML = spare.replaceAll("__n__", next).replaceAll("__m__", lines.length + 1);
  return table.querySelector("tbody").appendChild(holder.firstElementChild);
}

function removeRow(table, line) {
  const next = line.nextElementSibling || line.previousElementSibling || addRow(table);
  line.remove();
  (next || table).querySelector("input, select, button").focus();
}

/** For a restored draft: the row that this name belongs to must be there. */
function ensureRow(name) {
  const [key, place] = name.split(".");
  const table = eform.querySelector(`[data-type=table][data-path="${key}"]`);
  if (!table || !/^\d{1,3}$/.test(place)) return;
  while (!table.querySelector(`tr[data-row="${place}"]`) && addRow(table)) continue;
}

/** Hints when a box is left: the server's own words, sooner. */

const LOOKS_RIGHT = {
  cccd: (text) => /^\d{12}$/.test(text.replace(/[\s.\-–]/g, "")),
  phone: (text) => /^((\+|00)?84|0)[35789]\d{8}$/.test(text.replace(/[\s.\-–()]/g, "")),
  email: (text) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text),
  date: (text) => parseDate(text, 3),
  month: (text) => parseDate(text, 2),
  partial_date: (text) => parseDate(text),
  number: (text) => parseNumber(text, 6),
  money: (text) => parseNumber(text),
};

function hint(box) {
  const field = box.closest(".cell, [data-path]");
  if (!field || !box.name || !/^(text|tel|email|textarea|select-one)$/.test(box.type)) return;
  const text = box.value.trim();
  const fits = LOOKS_RIGHT[field.dataset.type];
  if (!text) mark(box, box.required ? field.dataset.missing : "", field.dataset);
  else mark(box, fits && !fits(text) ? field.dataset.hint : "");
}

function mark(box, message, voices = {}) {
  const id = `${box.id}-error`;
  const old = document.getElementById(id);
  const described = new Set((box.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
  old?.remove();
  described.delete(id);
  if (message) {
    const list = document.createElement("ul");
    list.className = "errorlist";
    list.id = id;
    list.appendChild(document.createElement("li")).append(...spoken(message, voices));
    (box.closest(".affixed") || box).before(list);
    described.add(id);
  }
  if (message) box.setAttribute("aria-invalid", "true");
  else box.removeAttribute("aria-invalid");
  if (described.size) box.setAttribute("aria-describedby", [...described].join(" "));
  else box.removeAttribute("aria-describedby");
}

/** What the form itself says, in a sentence of another language. */

function spoken(message, { said, voice }) {
  const at = voice ? message.indexOf(said) : -1;
  if (at < 0) return [message];
  const words = Object.assign(document.createElement("span"), { lang: voice, textContent: said });
  return [message.slice(0, at), words, message.slice(at + said.length)];
}

/** Amounts are grouped when they are left; places and units get their lists when they are needed. */

function tidy(event) {
  const box = event.target;
  if (box.closest?.(".cell, [data-path]")?.dataset.type === "money" && box.value) {
    const amount = parseNumber(box.value);
    if (amount !== null) box.value = showNumber(amount);
  }
  if (box.name?.endsWith(".province")) listCommunes(box);
}

let asking;

function assist(event) {
  const box = event.target;
  if (box.dataset?.max && box.localName === "textarea") {
    const length = [...box.value].length;
    tell(length > box.dataset.max - 100 ? `${length}/${box.dataset.max}` : "");
  }
  if (!box.dataset?.units) return;
  clearTimeout(asking);
  asking = setTimeout(() => fillList(box, `${box.dataset.units}&q=${encodeURIComponent(box.value)}`), 250);
}

function listCommunes(select) {
  const box = select.closest("[data-path]").querySelector("[data-communes]");
  if (box && select.value) fillList(box, box.dataset.communes.replace("{}", select.value));
}

async function fillList(box, url) {
  try {
    const answer = await fetch(url);
    if (answer.ok) box.list.replaceChildren(...(await answer.json()).map((name) => new Option("", name)));
  } catch {
    // Without the list the server still understands what is typed.
  }
}
