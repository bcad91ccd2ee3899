const FORMS = { database: "doanso", store: "forms" };
const PIECES = { database: "doanso-pieces", store: "pieces" };
const DATABASES = [FORMS.database, PIECES.database];
const listeners = [];
const NEWS = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("doanso-forms");
function opening({ database, store }) {
return new Promise((done, failed) => {
const request = indexedDB.open(database, 1);
request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "id" });
request.onsuccess = () => done(request.result);
request.onerror = () => failed(request.error);
});
}
async function inStore(place, mode, work) {
const opened = await opening(place);
try {
return await new Promise((done, failed) => {
const change = opened.transaction(place.store, mode, { durability: "strict" });
const request = work(change.objectStore(place.store));
change.oncomplete = () => done(request.result);
change.onabort = change.onerror = () => failed(change.error);
});
} finally {
opened.close();
}
}
const allForms = () => inStore(FORMS, "readonly", (store) => store.getAll());
const formOf = (id) => inStore(FORMS, "readonly", (store) => store.get(id));
async function keepForm(entry) {
await inStore(FORMS, "readwrite", (store) => store.put(entry));
announce(entry.id);
}
async function dropForm(id) {
await inStore(FORMS, "readwrite", (store) => store.delete(id));
await dropPieces(id);
announce(id);
}
async function piecesOf(id) {
return (await inStore(PIECES, "readonly", (store) => store.get(id))) || { id, sent: {}, begun: "", files: 0, bytes: 0 };
}
async function keepPieces(pieces) {
await inStore(PIECES, "readwrite", (store) => store.put(pieces));
announce(pieces.id);
}
const dropPieces = (id) => inStore(PIECES, "readwrite", (store) => store.delete(id));
function announce(id) {
NEWS?.postMessage(id);
listeners.forEach((tell) => tell());
}
function whenChanged(tell) {
listeners.push(tell);
NEWS?.addEventListener("message", tell);
}
function newId() {
const bytes = crypto.getRandomValues(new Uint8Array(24));
return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
async function alone(name, work, patient = true) {
if (!navigator.locks) return work();
return navigator.locks.request(name, { ifAvailable: !patient }, (lock) => (lock ? work() : undefined));
}
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 15 * 60_000;
const PATIENCE = 10 * 60_000; // for one file over a weak network
const digests = new WeakMap(); // of files, by themselves
function sendWaiting({ now = false } = {}) {
return alone("doanso-send", async () => {
const waiting = (await allForms()).filter((entry) => entry.state === "waiting");
let left = 0;
for (const { id } of waiting.sort((a, b) => a.changed - b.changed)) left += (await sendOne(id, now)) ? 0 : 1;
return left;
});
}
async function isSending() {
const locks = await navigator.locks?.query?.();
return Boolean(locks?.held.some(({ name }) => name === "doanso-send"));
}
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
async function countGone(entry) {
const pieces = await piecesOf(entry.id);
const gone = [];
for (const [name, file] of entry.files) if (pieces.sent[keyOf(name, file, await digestOf(file))]) gone.push(file.size);
const bytes = gone.reduce((sum, size) => sum + size, 0);
if (pieces.files !== gone.length || pieces.bytes !== bytes) await keepPieces({ ...pieces, files: gone.length, bytes });
}
const keyOf = (name, file, digest) => `${name} ${digest || [file.name, file.size, file.lastModified]}`;
async function digestOf(file) {
if (!self.crypto?.subtle) return "";
if (!digests.has(file)) {
const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
digests.set(file, [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}
return digests.get(file);
}
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
const PATIENT = 15_000;
const PLACES = "/bieu-mau/dia-ban/";
async function keepHere(address, paths) {
for (const pause of [0, 3_000, 15_000]) {
await new Promise((go) => setTimeout(go, pause));
if (await askedToKeep(await startWorker(address), paths)) return true;
}
return false;
}
async function startWorker(address) {
try {
await navigator.serviceWorker.register(address, { scope: "/", updateViaCache: "none" });
return await Promise.race([navigator.serviceWorker.ready, new Promise((done) => setTimeout(done, PATIENT, null))]);
} catch {
return null;
}
}
function askedToKeep(worker, paths) {
if (!worker?.active) return false;
return new Promise((done) => {
const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => done(data.kept);
worker.active.postMessage({ keep: paths, language: document.documentElement.lang }, [port2]);
setTimeout(done, 4 * PATIENT, false);
});
}
function placesOf(form) {
const provinces = [...form.querySelectorAll("select[name$='.province']")].slice(0, 1);
return provinces.flatMap((select) => [...select.options].filter((option) => option.value).map((option) => `${PLACES}${option.value}.json`));
}
async function isKept(path) {
return Boolean(self.caches && (await caches.match(path, { ignoreVary: true })));
}
function keepSending() {
let timer;
const soon = async (now = false) => {
clearTimeout(timer);
if (navigator.onLine !== false) await sendWaiting({ now });
timer = setTimeout(soon, 15_000);
};
addEventListener("online", () => soon(true));
document.addEventListener("visibilitychange", () => document.hidden || soon());
soon();
return soon;
}
async function sendInBackground() {
const worker = await navigator.serviceWorker?.getRegistration("/");
await worker?.sync?.register("doanso-send").catch(() => null); // refused: the page sends
}
async function forgetEverything() {
const workers = (await navigator.serviceWorker?.getRegistrations()) || [];
await Promise.all(workers.map((worker) => worker.unregister()));
if (self.caches) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
for (const key of Object.keys(localStorage)) if (key.startsWith("eform:")) localStorage.removeItem(key);
await Promise.all(DATABASES.map(erased));
}
function erased(name) {
return new Promise((done) => {
const request = indexedDB.deleteDatabase(name);
request.onsuccess = request.onerror = request.onblocked = done;
});
}
function problemsOf(form, tools) {
const rules = JSON.parse(form.dataset.rules);
const value = tools.scopeNow();
const found = [...missing(form, rules.needs, value), ...misshapen(form, tools.looksRight), ...tooLarge(form, rules.files)];
for (const [path, node, words] of rules.checks) if (value(node) === false && !isOff(fieldAt(form, path))) found.push({ path, words });
const order = [...form.elements];
return found.sort((a, b) => order.indexOf(boxAt(form, a.path)) - order.indexOf(boxAt(form, b.path)));
}
const fieldAt = (form, path) => form.querySelector(`[data-path="${path}"]`);
const isOff = (field) => Boolean(field?.closest("[data-off]"));
const boxesOf = (form, path) => [...form.elements].filter((box) => box.name === path || box.name.startsWith(`${path}.`));
const isHelper = (box) => /\.(kept|drop)$/.test(box.name);
function boxAt(form, path) {
const id = `f-${path.replaceAll(".", "-")}`;
return document.getElementById(id) || document.getElementById(`${id}-all`) || boxesOf(form, path)[0] || null;
}
function isFilled(box) {
if (box.type === "radio" || box.type === "checkbox") return box.checked;
return box.type === "file" ? box.files.length > 0 : box.type !== "submit" && box.value.trim() !== "";
}
function hasAnswer(form, path) {
const field = fieldAt(form, path);
const boxes = boxesOf(form, path);
if (field?.dataset.type === "address") return ["province", "commune"].every((part) => form.elements[`${path}.${part}`]?.value.trim());
const dropped = boxes.filter((box) => box.name.endsWith(".drop") && box.checked).length;
const kept = boxes.filter((box) => box.name.endsWith(".kept")).length;
return kept > dropped || boxes.some((box) => !isHelper(box) && isFilled(box));
}
function* missing(form, needs, value) {
for (const [path, wanted, words] of needs) {
if (wanted !== true && value(wanted) !== true) continue;
const [table, column] = path.split(".*.");
if (column) yield* emptyCells(form, table, column, words);
else if (isAsked(form, path, needs) && !hasAnswer(form, path)) yield { path, words };
}
}
function isAsked(form, path, needs) {
const field = fieldAt(form, path);
if (!field || isOff(field)) return false;
const [group, part] = path.split(".");
return !part || needs.some(([other, wanted]) => other === group && wanted === true) || hasAnswer(form, group);
}
function* emptyCells(form, table, column, words) {
if (isOff(fieldAt(form, table))) return;
for (const row of form.querySelectorAll(`[data-path="${table}"] tbody tr`)) {
const path = `${table}.${row.dataset.row}`;
const begun = [...row.querySelectorAll("input, select, textarea")].some(isFilled);
if (begun && !hasAnswer(form, `${path}.${column}`)) yield { path: `${path}.${column}`, words };
}
}
function* misshapen(form, looksRight) {
for (const box of form.elements) {
const field = box.closest(".cell, [data-path]");
const text = field && !isOff(field) && /^(text|tel|email)$/.test(box.type) ? box.value.trim() : "";
const fits = text && looksRight[field.dataset.type];
if (fits && field.dataset.hint && !fits(text)) yield { path: box.name, words: field.dataset.hint };
}
}
function* tooLarge(form, limits) {
for (const box of form.querySelectorAll("input[type=file]")) {
const [most, words] = limits[box.name] || limits[box.name.replace(/\.\d+\./, ".*.")] || [];
for (const file of box.files) if (file.size > most * 1024 * 1024) yield { path: box.name, words: words.replace("{}", file.name) };
}
}
function showProblems(form, problems, title, mark) {
form.querySelector("[data-summary]")?.remove();
for (const list of form.querySelectorAll("ul.errorlist")) list.remove();
const note = document.createElement("div");
note.className = "note";
note.dataset.kind = "bad";
note.dataset.summary = "";
note.setAttribute("role", "alert");
note.tabIndex = -1;
const holder = note.appendChild(document.createElement("div"));
holder.appendChild(document.createElement("h2")).textContent = title;
const list = holder.appendChild(document.createElement("ul"));
for (const problem of problems) list.append(line(form, problem, mark));
form.prepend(note);
note.focus({ preventScroll: true });
note.scrollIntoView({ block: "start" });
}
function line(form, { path, words }, mark) {
const item = document.createElement("li");
const box = path && boxAt(form, path);
if (!box) {
item.textContent = words;
return item;
}
const link = item.appendChild(document.createElement("a"));
link.href = `#${box.id}`;
link.textContent = `${labelOf(form, path)}${words}`;
link.addEventListener("click", (event) => {
event.preventDefault(); // the address keeps the form's id
box.focus();
box.scrollIntoView({ block: "center" });
});
if (/^(radio|checkbox)$/.test(box.type)) sayAbove(box, words);
else if (box.matches("input, select, textarea")) mark(box, words);
return item;
}
function sayAbove(box, words) {
const list = document.createElement("ul");
list.className = "errorlist";
list.appendChild(document.createElement("li")).textContent = words;
const legend = box.closest("fieldset")?.querySelector("legend");
if (legend) legend.after(list);
else box.closest("label").before(list);
}
function labelOf(form, path) {
const field = fieldAt(form, path) || fieldAt(form, path.split(".")[0]);
const title = field?.querySelector("legend, label")?.firstChild?.textContent.trim();
const isOwn = field?.dataset.missing !== undefined && path === field.dataset.path;
return title && !isOwn ? `${title}: ` : "";
}
const SOON = 300;
const OURS = /^(csrfmiddlewaretoken|_.*)$/;
let form, tools, entry, timer;
let saving = Promise.resolve();
const said = (name) => document.querySelector("[data-here]").dataset[name];
async function fillHere(whole, given) {
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
async function begun() {
const id = location.hash.slice(1);
const found = id && (await alone("doanso-send", () => takenBack(id))); // what is being sent is sent first
if (found?.state === "arrived") return leave(id);
if (found && !(await holdOpen(id))) return state("elsewhere");
if (found) return found;
await pointToOthers();
return { id: newId(), begun: Date.now() };
}
async function takenBack(id) {
const found = await formOf(id);
if (found?.state !== "waiting") return found;
await keepForm({ ...found, state: "typing" });
return formOf(id);
}
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
async function watchServerForm(page) {
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
function earlierPages(page) {
const [code] = page.dataset.eform.split(/\.\d+$/);
const found = [];
for (const key of Object.keys(localStorage)) {
if (key.startsWith(`eform:/thu-tuc/${page.dataset.code}/nop/`) && key.includes(`:${code}.`)) found.push(...JSON.parse(localStorage[key]).pairs);
}
return found;
}
const DAY = 24 * 3600 * 1000;
const LINK_STAYS = 7 * DAY;
const CODE_STAYS = 30 * DAY;
const GROUPS = ["waiting", "refused", "typing", "arrived"];
let home, soon, shown, sending, drawnFacts;
async function listHere(page) {
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
async function withGone(form) {
if (form.state !== "waiting" || !form.files.length) return { ...form, gone: null };
const { files, bytes } = await piecesOf(form.id);
return { ...form, gone: files ? { files, bytes } : null };
}
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
const { theme } = Object.fromEntries(document.cookie.split("; ").map((pair) => pair.split("=")));
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme; // a kept page knows no cookies
const shelf = document.querySelector("[data-device-home]");
if (shelf) listHere(shelf);
function start(form, tools) {
if (!("whole" in form.dataset)) return watchServerForm(form);
keepSending();
return fillHere(form, tools);
}
export { start };
