// Conditions and computed values while one types; the server computes them again with the same nodes.

import { Day, evaluate, number, show, words } from "../../ui/js/expressions.js";
import { parseDate, parseNumber, showNumber } from "./values.js";

const MILLION = 10n ** 6n;
const PASSES = 8; // conditions on computed values on conditions: settled long before
let watched, elsewhere, thisDay, settled;

export function watch(form) {
  watched = form;
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60000);
  thisDay = new Day(now.toISOString().slice(0, 10));
  elsewhere = {};
  for (const [key, [kind, answer]] of Object.entries(JSON.parse(form.dataset.scope))) elsewhere[key] = fromAnswer(kind, answer);
  form.addEventListener("input", recompute);
  form.addEventListener("change", recompute);
  recompute();
}

/** For checks over what is typed: `(node) => value`. */
export function scopeNow() {
  recompute();
  return (node) => evaluate(node, settled, thisDay);
}

const nodeOf = (element, name) => JSON.parse(element.dataset[name] || "null");
const pathOf = (element) => element.dataset.path;
const holds = (element, scope) => !element.dataset.if || evaluate(nodeOf(element, "if"), scope, thisDay) === true;
const asText = (scope) => JSON.stringify(scope, (key, value) => (typeof value === "bigint" ? `${value}n` : value));
const turn = (element, on) => element.toggleAttribute("data-off", !on);

function recompute() {
  const fields = [...watched.querySelectorAll("[data-path]")].filter((element) => !pathOf(element).includes("."));
  const typed = Object.fromEntries(fields.map((element) => [pathOf(element), valueOf(element)]));
  let scope = { ...elsewhere, ...typed };
  for (let pass = 0; pass < PASSES; pass++) {
    const before = asText(scope);
    scope = settle(fields, typed, scope);
    if (asText(scope) === before) break;
  }
  settled = scope;
  for (const element of watched.querySelectorAll("[data-words]")) sayWords(element, scope);
}

function settle(fields, typed, scope) {
  const next = { ...scope };
  for (const section of watched.querySelectorAll("[data-section][data-if]")) turn(section, holds(section, next));
  for (const element of fields) {
    const key = pathOf(element);
    const own = holds(element, next);
    turn(element, own);
    const asked = own && !element.closest("[data-section][data-off]");
    next[key] = asked ? currentValue(element, typed[key], next) : null;
  }
  return next;
}

function currentValue(element, value, scope) {
  if (element.dataset.calc) return computed(element, element.querySelector("output"), nodeOf(element, "calc"), scope);
  if (element.dataset.type === "table") return computedRows(element, value, scope);
  return element.dataset.type === "group" ? askedParts(element, value, scope) : value;
}

function computed(element, output, calc, scope) {
  let value = evaluate(calc, scope, thisDay);
  if (typeof value === "bigint") value = toPlaces(value, Number(element.dataset.decimals || 0));
  output.value = shownAs(element.dataset.type, value);
  return value;
}

function toPlaces(value, places) {
  const step = 10n ** BigInt(6 - places);
  const size = value < 0n ? -value : value;
  const near = ((size + step / 2n) / step) * step;
  return value < 0n ? -near : near;
}

function shownAs(kind, value) {
  if (typeof value === "bigint") return showNumber(show(value)) + (kind === "money" ? " đồng" : "");
  return typeof value === "string" ? value : "";
}

function askedParts(element, value, scope) {
  const asked = { ...value };
  for (const part of element.querySelectorAll("[data-path][data-if]")) {
    const on = holds(part, { ...scope, ...asked });
    turn(part, on);
    if (!on) asked[pathOf(part).split(".")[1]] = null;
  }
  return value && asked;
}

function computedRows(table, values, scope) {
  const lines = table.querySelectorAll("tbody tr");
  const filled = values.map((row, place) => {
    const next = { ...row };
    for (const [key, calc] of Object.entries(nodeOf(table, "rowCalc"))) {
      const output = lines[place].querySelector(`output[id$="-${key}"]`);
      next[key] = computed(output.closest(".cell"), output, calc, { ...scope, ...next });
    }
    return next;
  });
  for (const output of table.querySelectorAll("output[data-total]")) {
    const amounts = filled.map((row) => row[output.dataset.total]).filter((amount) => typeof amount === "bigint");
    output.value = amounts.length ? shownAs(output.dataset.type, amounts.reduce((a, b) => a + b)) : "";
  }
  return filled;
}

/** What stands in the boxes, as expressions see it */

function valueOf(element) {
  const [kind, at] = [element.dataset.type, pathOf(element)];
  if (kind === "table") return rowValues(element, at);
  if (kind === "group") return partValues(element);
  if (kind === "address") return addressValue(at);
  return fromBoxes(kind, watched.querySelectorAll(`[name="${at}"]`), element);
}

function partValues(element) {
  const parts = [...element.querySelectorAll("[data-path]")].map((part) => [pathOf(part).split(".")[1], valueOf(part)]);
  return parts.every(([, value]) => value === null) ? null : Object.fromEntries(parts);
}

function rowValues(table, at) {
  const kinds = Object.entries(nodeOf(table, "columns"));
  return [...table.querySelectorAll("tbody tr")].map((row) => {
    const cell = ([key, kind]) => {
      const boxes = row.querySelectorAll(`[name="${at}.${row.dataset.row}.${key}"]`);
      return [key, kind === "yes_no" ? boxes[0].checked : fromBoxes(kind, boxes, row)];
    };
    return Object.fromEntries(kinds.map(cell));
  });
}

function addressValue(at) {
  const part = (name) => watched.elements[`${at}.${name}`]?.value || null;
  return part("province") ? { province: part("province"), commune: part("commune"), detail: part("detail") } : null;
}

function fromBoxes(kind, boxes, element) {
  if (kind === "file" || kind === "photo") return [...element.querySelectorAll("[name$='.kept']")].map((box) => box.value);
  const chosen = [...boxes].filter((box) => !["radio", "checkbox"].includes(box.type) || box.checked);
  if (kind === "many_choice") return chosen.length ? chosen.map((box) => box.value) : null;
  return fromText(kind, chosen.at(-1)?.value.trim() || "");
}

function fromText(kind, text) {
  if (!text) return null;
  if (kind === "number" || kind === "money") return number(parseNumber(text, kind === "number" ? 6 : 0) || "");
  if (kind === "likert5") return number(text);
  if (kind === "yes_no") return text === "1";
  if (kind === "consent" || kind === "signature") return true;
  return /date|month/.test(kind) ? dayOf(kind, parseDate(text)) : text;
}

function dayOf(kind, iso) {
  const full = kind === "month" && iso?.length === 7 ? `${iso}-01` : iso;
  return full?.length === 10 ? new Day(full) : null;
}

function fromAnswer(kind, answer) {
  if (answer === null || answer === undefined) return null;
  if (typeof answer === "number") return number(String(answer));
  if (kind === "consent" || kind === "signature") return true;
  return /date|month/.test(kind) ? dayOf(kind, answer) : answer;
}

function sayWords(element, scope) {
  const at = element.dataset.words;
  const box = watched.elements[at];
  const amount = box ? fromText("money", box.value) : scope[at];
  element.textContent = typeof amount === "bigint" ? words(amount / MILLION) : "";
}
