const SCALE = 10n ** 6n;
const LIMIT = 10n ** 15n * SCALE;
const BILLION = 10n ** 9n;
const DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split(" ");
class Day {
constructor(iso) {
this.iso = iso;
}
}
function number(text) {
const [, minus, whole, part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) || [];
if (!whole) return null;
const size = BigInt(whole + part.slice(0, 6).padEnd(6, "0")) + (part[6] >= "5" ? 1n : 0n);
return bound(minus ? -size : size);
}
function show(n) {
const part = `${abs(n) % SCALE}`.padStart(6, "0").replace(/0+$/, "");
return (n < 0n ? "-" : "") + abs(n) / SCALE + (part && `.${part}`);
}
const abs = (n) => (n < 0n ? -n : n);
const bound = (n) => (abs(n) > LIMIT ? null : n);
const whole = (n) => BigInt(n) * SCALE;
const floor = (n) => n - (((n % SCALE) + SCALE) % SCALE);
const nfc = (text) => text.normalize();
const trim = (text) => text.replace(/^[ \t\n\r\xa0]+|[ \t\n\r\xa0]+$/g, "");
const isText = (value) => typeof value === "string";
const isBool = (value) => typeof value === "boolean";
function divide(a, b) {
const size = (2n * abs(a) + abs(b)) / (2n * abs(b));
return a < 0n === b < 0n ? size : -size;
}
function inside(value) {
if (value === undefined) return null;
if (typeof value === "number") return number(String(value));
if (typeof value === "bigint") return bound(value);
return isText(value) ? nfc(value) : value;
}
function member(value, name) {
if (Array.isArray(value)) return value.flatMap((item) => member(item, name));
return value instanceof Object && !(value instanceof Day) && Object.hasOwn(value, name) ? value[name] : null;
}
function lookUp(scope, path) {
const value = inside(path.reduce(member, scope));
return Array.isArray(value) ? value.map(inside) : value;
}
function num(value) {
if (isBool(value)) return whole(value);
return typeof value === "bigint" ? value : null;
}
function kind(value) {
if (num(value) !== null) return "number";
if (value instanceof Day) return "date";
return isText(value) ? "text" : "";
}
const plain = (value) => (value instanceof Day ? value.iso : num(value) ?? value);
const present = (values) => values.flat().filter((item) => item !== null);
function equal(a, b) {
return kind(a) && kind(b) ? kind(a) === kind(b) && plain(a) === plain(b) : null;
}
const not = (value) => (isBool(value) ? !value : null);
const ordered = (compare) => (a, b) =>
kind(a) === kind(b) && ["number", "date"].includes(kind(a)) ? compare(plain(a), plain(b)) : null;
const numbers = (apply) => (...operands) => {
const values = operands.map(num);
if (values.includes(null)) return null;
const result = apply(...values);
return result === null ? null : bound(result);
};
const texts = (apply) => (value) => (isText(value) ? nfc(apply(value)) : null);
const days = (apply) => (a, b) => (a instanceof Day && b instanceof Day ? apply(a.iso, b.iso) : null);
const extreme = (better) => (...operands) => {
const items = present(operands);
const kinds = new Set(items.map(kind));
if (kinds.size !== 1 || kinds.has("text") || kinds.has("")) return null;
return items.map((item) => num(item) ?? item).reduce((a, b) => (better(plain(b), plain(a)) ? b : a));
};
function sum(...operands) {
const values = present(operands).map(num);
if (values.includes(null) || operands.every((operand) => operand === null)) return null;
return bound(values.reduce((a, b) => a + b, 0n));
}
function round(n, places = 0n) {
const digits = places / SCALE;
if (places % SCALE || digits < -15n || digits > 6n) return null;
const step = 10n ** (6n - digits);
return divide(n, step) * step;
}
function contains(all, part) {
if (part === null) return null;
if (Array.isArray(all)) return all.some((item) => equal(item, part));
return isText(all) && isText(part) ? all.includes(part) : null;
}
function empty(value) {
if (Array.isArray(value)) return !value.length;
return value === null || (isText(value) && !trim(value));
}
function shown(value) {
if (value === null) return "";
if (value instanceof Day) return value.iso.split("-").reverse().join("/");
if (typeof value === "bigint") return show(value);
return isText(value) ? value : null;
}
function concat(...operands) {
const parts = operands.map(shown);
const text = nfc(parts.join(""));
return parts.includes(null) || [...text].length > 10000 ? null : text;
}
function date(...operands) {
const parts = operands.map(num);
if (parts.some((part) => part === null || part % SCALE)) return null;
const iso = parts.map((part) => `${part / SCALE}`.padStart(2, "0")).join("-");
const real = /^[1-9]\d{3}-\d\d-\d\d$/.test(iso) && new Date(`${iso}T00:00Z`).toJSON()?.startsWith(iso);
return real ? new Day(iso) : null;
}
function age(born, on) {
return on < born ? null : whole(on.slice(0, 4) - born.slice(0, 4) - (on.slice(5) < born.slice(5)));
}
function group(n, full) {
const [hundreds, tens, unit] = [n / 100n, (n / 10n) % 10n, n % 10n];
const said = full || hundreds;
const out = said ? [DIGITS[hundreds], "trăm"] : [];
if (tens) out.push(...(tens === 1n ? ["mười"] : [DIGITS[tens], "mươi"]));
else if (said && unit) out.push("lẻ");
if (unit === 5n && tens) out.push("lăm");
else if (tens > 1n && (unit === 1n || unit === 4n)) out.push(unit === 1n ? "mốt" : "tư");
else if (unit) out.push(DIGITS[unit]);
return out;
}
function read(n, leading) {
if (n >= BILLION) return [...read(n / BILLION, leading), "tỷ", ...read(n % BILLION, false)];
const out = [];
for (const [value, unit] of [[n / 10n ** 6n, "triệu"], [(n / 1000n) % 1000n, "nghìn"], [n % 1000n]]) {
if (value) out.push(...group(value, !leading || out.length), ...(unit ? [unit] : []));
}
return out;
}
function words(n) {
const text = [...(n < 0n ? ["âm"] : []), ...(n ? read(abs(n), true) : ["không"]), "đồng"].join(" ");
return text[0].toUpperCase() + text.slice(1);
}
const TABLE = {
"==": equal,
"!=": (a, b) => not(equal(a, b)),
"<": ordered((a, b) => a < b),
"<=": ordered((a, b) => a <= b),
">": ordered((a, b) => a > b),
">=": ordered((a, b) => a >= b),
"+": numbers((...terms) => terms.reduce((a, b) => a + b)),
"*": numbers((...factors) => factors.reduce((a, b) => (a === null ? null : bound(divide(a * b, SCALE))))),
"/": numbers((a, b) => (b ? divide(a * SCALE, b) : null)),
neg: numbers((n) => -n),
not,
sum,
count: (value) => whole(present([value]).length),
min: extreme((a, b) => a < b),
max: extreme((a, b) => a > b),
round: numbers(round),
floor: numbers(floor),
ceil: numbers((n) => -floor(-n)),
abs: numbers(abs),
len: (value) => (Array.isArray(value) || isText(value) ? whole([...value].length) : null),
contains,
empty,
upper: texts((text) => text.toUpperCase()),
lower: texts((text) => text.toLowerCase()),
trim: texts(trim),
concat,
words: (value) => (num(value) === null ? null : words(divide(num(value), SCALE))),
date,
age: days(age),
days_between: days((a, b) => whole((Date.parse(b) - Date.parse(a)) / 864e5)),
};
function evaluate(node, scope, today) {
if (!Array.isArray(node)) return node;
const [head, ...operands] = node;
const value = (operand) => evaluate(operand, scope, today);
if (head === "#") return number(operands[0]);
if (head === "'") return operands[0];
if (head === "$") return lookUp(scope, operands);
if (head === "today") return today;
if (head === "if") {
const condition = value(operands[0]);
return isBool(condition) ? value(operands[condition ? 1 : 2]) : null;
}
const values = operands.map(value);
if (head === "and" || head === "or") {
const decisive = head === "or";
if (values.includes(decisive)) return decisive;
return values.every(isBool) ? !decisive : null;
}
return TABLE[head](...values);
}
function parseNumber(text, decimals = 0) {
let plain = text.normalize("NFKC").trim().replace("−", "-").replace(/\s*(đồng|vnđ|vnd|đ|₫)$/i, "");
const sign = plain.startsWith("-") ? "-" : "";
plain = plain.replace(/^[-+]\s*/, "");
const signs = new Set(plain.match(/[., ]/g));
const grouped = /^\d{1,3}([., ]\d{3})+$/.test(plain) && signs.size === 1;
if (grouped && (!signs.has(",") || !decimals || plain.split(",").length > 2)) plain = plain.replace(/[., ]/g, "");
else if (plain.includes(",")) plain = plain.replace(/[. ]/g, "").replace(",", ".");
return /^\d{1,18}(\.\d{1,12})?$/.test(plain) ? sign + plain : null;
}
function showNumber(canonical) {
const [whole, part] = canonical.split(".");
return whole.replace(/\B(?=(\d{3})+$)/g, ".") + (part ? `,${part}` : "");
}
function parseDate(text, parts = 0) {
const run = /^(\d\d)?(\d\d)(\d{4})$/.exec(text.trim());
let pieces = run ? run.slice(1).filter(Boolean) : text.trim().split(/(?:[\s/.\-]|ngày|tháng|năm)+/i).filter(Boolean);
if (pieces[0]?.length !== 4) pieces = pieces.reverse();
if (pieces.length < 1 || pieces.length > 3 || (parts && pieces.length !== parts)) return null;
if (!/^\d{4}$/.test(pieces[0]) || !pieces.slice(1).every((piece) => /^\d{1,2}$/.test(piece))) return null;
const iso = pieces.map((piece) => piece.padStart(2, "0")).join("-");
const whole = iso + "-01-01".slice((pieces.length - 1) * 3);
const day = new Date(`${whole}T00:00Z`);
return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(whole) ? iso : null;
}
const MILLION = 10n ** 6n;
const PASSES = 8; // conditions on computed values on conditions: settled long before
let watched, elsewhere, thisDay, settled;
function watch(form) {
watched = form;
const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60000);
thisDay = new Day(now.toISOString().slice(0, 10));
elsewhere = {};
for (const [key, [kind, answer]] of Object.entries(JSON.parse(form.dataset.scope))) elsewhere[key] = fromAnswer(kind, answer);
form.addEventListener("input", recompute);
form.addEventListener("change", recompute);
recompute();
}
function scopeNow() {
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
const EVERY = 4000;
const A_DAY = 24 * 3600 * 1000; // on a shared machine nothing stays longer; the server keeps drafts for weeks
const OURS = /^(csrfmiddlewaretoken|_.*)$/;
const files = new Set();
let draft, place, makeRow, dirty, timer, running, pending, markBox;
function keepDrafts(form, { ensureRow, mark }) {
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
function tell(text) {
document.querySelector("form[data-eform] [data-status]").textContent = text;
}
function typedPairs() {
const isTyped = ([name, value]) => typeof value === "string" && !OURS.test(name) && !/\.(drawn|kept|drop)$/.test(name);
return [...new FormData(draft)].filter(isTyped);
}
function noteChange() {
dirty = true;
keepHere(false);
timer ??= setTimeout(sendDraft, EVERY);
}
function keepHere(sent) {
try {
localStorage.setItem(place, JSON.stringify({ at: Date.now(), sent, pairs: typedPairs() }));
} catch {
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
function draftBody(boxes) {
const data = new FormData(draft);
for (const box of draft.querySelectorAll("input[type=file]")) if (!boxes.includes(box)) data.delete(box.name);
return data;
}
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
async function keepOnDevice(signing) {
await signing;
if (!("whole" in eform.dataset)) await new Promise((go) => (self.requestIdleCallback || setTimeout)(go, { timeout: 4000 }));
const { start } = await import(eform.dataset.device);
start(eform, { ensureRow, mark, tell, scopeNow, looksRight: LOOKS_RIGHT });
}
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
function ensureRow(name) {
const [key, place] = name.split(".");
const table = eform.querySelector(`[data-type=table][data-path="${key}"]`);
if (!table || !/^\d{1,3}$/.test(place)) return;
while (!table.querySelector(`tr[data-row="${place}"]`) && addRow(table)) continue;
}
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
function spoken(message, { said, voice }) {
const at = voice ? message.indexOf(said) : -1;
if (at < 0) return [message];
const words = Object.assign(document.createElement("span"), { lang: voice, textContent: said });
return [message.slice(0, at), words, message.slice(at + said.length)];
}
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
}
}
