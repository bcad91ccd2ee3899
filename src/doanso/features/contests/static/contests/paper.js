const PATIENCE_MS = 12000;
const PAUSES_MS = [1000, 2000, 4000, 8000, 15000];
let waker;
function pause(milliseconds) {
return new Promise((done) => {
const timer = setTimeout(done, milliseconds);
waker = () => {
clearTimeout(timer);
done();
};
});
}
function wake() {
waker?.();
}
addEventListener("online", wake);
async function ask(url, content, round = 0) {
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
function spread(milliseconds) {
return milliseconds * (1 + Math.random() / 2);
}
async function insist(url, content, { tell, over = () => false }) {
for (let round = 0; ; round += 1) {
const said = await ask(url, content(), round);
if (said.again === undefined) return said;
if (over()) return { refused: "given-up", body: {} };
tell(said.busy ? "busy" : "offline", Math.ceil(said.again / 1000));
await pause(said.again);
}
}
function keeper(name) {
return {
read() {
try {
return JSON.parse(localStorage.getItem(name)) || {};
} catch {
return {};
}
},
write(value) {
try {
localStorage.setItem(name, JSON.stringify(value));
} catch {
}
},
forget() {
try {
localStorage.removeItem(name);
} catch {
}
},
};
}
function same(one, other) {
return JSON.stringify(one) === JSON.stringify(other);
}
function together(base, mine, theirs) {
const found = {};
for (const place of Object.keys({ ...theirs, ...mine })) {
if (!(place in mine)) {
if (!(place in base) || !same(theirs[place], base[place])) found[place] = theirs[place]; // else I took it back
} else if (!(place in theirs) || !same(mine[place], base[place])) found[place] = mine[place];
else found[place] = theirs[place];
}
return found;
}
function above(seq) {
return seq + 1 + Math.floor(Math.random() * 1000);
}
function make(name, given = {}, ...children) {
const node = document.createElement(name);
for (const [key, value] of Object.entries(given)) {
if (key === "text") node.textContent = value;
else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
else if (value === true) node.setAttribute(key, "");
else if (value !== false && value !== undefined && value !== null) node.setAttribute(key, value);
}
node.append(...children.filter(Boolean));
return node;
}
function fill(words, values) {
return words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}
function isAnswered(answer) {
return answer !== undefined && answer !== null && answer !== "" && !(Array.isArray(answer) && !answer.length);
}
function controls(question, answer, changed, words) {
const kinds = { mot: choices, nhieu: choices, dung_sai: truth, sap_xep: order, ngan: typed, so: typed };
return kinds[question.kind](question, answer, changed, words);
}
function option(type, label, checked, changed, media) {
const box = make("input", { type, name: "tra-loi", checked, onchange: changed });
box.checked = checked;
return make("label", { class: "choice choice-box" }, box, make("span", {}, label, media));
}
function choices(question, answer, changed) {
const many = question.kind === "nhieu";
const chosen = new Set(many ? answer || [] : isAnswered(answer) ? [answer] : []);
return question.options.map((one, place) =>
option(many ? "checkbox" : "radio", one.text, chosen.has(place), (event) => {
if (!many) return changed(place);
if (event.target.checked) chosen.add(place);
else chosen.delete(place);
changed([...chosen].sort((a, b) => a - b));
}, picture(one.media)),
);
}
function truth(_question, answer, changed, words) {
return [true, false].map((value) => option("radio", value ? words.true : words.false, answer === value, () => changed(value)));
}
function typed(question, answer, changed, words) {
const number = question.kind === "so";
const box = make("input", { type: "text", inputmode: number ? "decimal" : "text", autocomplete: "off", maxlength: 300, "aria-label": number ? words.number : words.short, oninput: () => changed(box.value) });
if (number) box.classList.add("input-short");
box.value = answer ?? "";
return [box];
}
function order(question, answer, changed, words) {
const places = isAnswered(answer) ? [...answer] : question.options.map((_one, place) => place);
const list = make("ol", { class: "ordering" });
const keep = make("button", { type: "button", class: "btn btn-small", text: words.keepOrder, onclick: () => settle() });
const show = (focused, way) => {
list.replaceChildren(...places.map((place, at) => {
const text = question.options[place].text;
const move = (by, icon, label) => make("button", { type: "button", class: "btn btn-small", "aria-label": fill(label, { text }), text: icon, disabled: at + by < 0 || at + by >= places.length, onclick: () => {
places.splice(at + by, 0, places.splice(at, 1)[0]);
show(place, by);
settle();
} });
const row = make("li", {}, make("span", { text }), make("span", { class: "row" }, move(-1, "↑", words.up), move(1, "↓", words.down)));
row.dataset.place = place;
return row;
}));
if (focused === undefined) return;
const buttons = [...list.querySelector(`[data-place="${focused}"]`).querySelectorAll("button")];
(way < 0 ? buttons : buttons.reverse()).find((button) => !button.disabled)?.focus();
};
const settle = () => {
keep.hidden = true;
changed([...places]);
};
keep.hidden = isAnswered(answer);
show();
return [list, keep];
}
function picture(media) {
if (!media) return null;
const src = `${document.getElementById("bai-thi").dataset.mediaUrl}${media.at}/${media.key}/`;
if (!media.sound) return make("img", { src, alt: media.words || "" });
const player = make("audio", { src, controls: true, preload: "none", "aria-label": media.words });
return make("span", { class: "sound" }, player, make("span", { class: "small", text: media.words }));
}
const place = document.getElementById("bai-thi");
const words = JSON.parse(document.getElementById("loi").textContent);
const given = place.dataset;
const kept = keeper(given.key);
const paper = { pass: "", seq: 0, sent: 0, answers: {}, base: {}, marked: [], at: 0, questions: [], ended: false, saving: false };
const clock = { left: 0, read: 0 };
const screen = (name) => place.querySelector(`[data-part="${name}"]`);
const status = document.getElementById("status");
const WARNINGS_MIN = [5, 1];
let timer;
let told = Infinity;
const remaining = () => clock.left - (performance.now() - clock.read);
function synchronise(now) {
Object.assign(clock, { left: paper.ends - now, read: performance.now() });
}
function show(name) {
for (const part of place.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name && part.dataset.part !== "bar";
screen("bar").hidden = !["question", "hand-in"].includes(name);
}
function tell(what, seconds) {
const text = what ? fill(words[what], { seconds }) : "";
const banner = place.querySelector("[data-banner]");
if (banner.textContent !== text) banner.textContent = text;
banner.hidden = !text;
}
async function begin() {
const before = kept.read();
if (before.handing && before.pass) return resumeHandingIn(before);
await untilOpen(Number(given.opens) - Number(given.now));
show("wait");
const said = await insist(given.startUrl, () => ({ ticket: given.ticket }), { tell });
tell("");
if (said.body.error === "early") {
await untilOpen(said.body.opens - said.body.now || 3000);
return begin();
}
if (said.refused) return end(said.refused === "ticket" ? "stale" : "closed");
take(said.body, before);
}
async function untilOpen(left) {
if (!(left > 0)) return;
const until = performance.now() + left;
const label = screen("early").querySelector("[data-countdown]");
show("early");
while (performance.now() < until) {
label.textContent = spell(until - performance.now());
await new Promise((done) => setTimeout(done, 500));
}
await pause(Math.random() * Number(given.spread));
}
function take(body, before) {
const own = Boolean(before.pass);
Object.assign(paper, { pass: body.pass, ends: body.ends, questions: body.paper.questions });
Object.assign(paper, { marked: before.marked || [], at: Math.min(before.at || 0, body.paper.questions.length - 1) });
if (own) Object.assign(paper, { seq: before.seq, sent: Math.max(body.seq, before.sent || 0), answers: before.answers, base: before.base || {} });
else Object.assign(paper, { seq: above(body.seq), answers: body.answers, base: { ...body.answers } });
if (!own) paper.sent = paper.seq;
else if (body.seq > paper.seq) join(body);
synchronise(body.now);
setInterval(tick, 500);
if (given.watch) setInterval(look, Number(given.watch));
tick();
go(paper.at);
if (paper.seq > paper.sent) save();
}
function join(body) {
const merged = together(paper.base, paper.answers, body.answers);
const done = same(merged, body.answers);
Object.assign(paper, { answers: merged, base: { ...body.answers }, seq: above(body.seq) });
paper.sent = done ? paper.seq : body.seq;
keep();
place.querySelector("[data-elsewhere]").hidden = false;
place.querySelector("[data-elsewhere]").textContent = words.elsewhere;
}
async function catchUp() {
const said = await ask(given.startUrl, { ticket: given.ticket });
if (paper.ended) return;
if (said.ok) {
synchronise(said.body.now);
if (said.body.seq <= paper.seq) return;
const shown = paper.answers[paper.at];
join(said.body);
overview();
const asking = screen("question");
if (!same(shown, paper.answers[paper.at]) && !asking.hidden) go(paper.at, asking.contains(document.activeElement));
} else if (said.refused === "over" && remaining() > 1000) {
kept.forget();
end("elsewhere");
}
}
function keep() {
const { pass, seq, sent, answers, base, marked, at, ends } = paper;
kept.write({ pass, seq, sent, answers, base, marked, at, ends, ...(paper.handing && { handing: true, guess: paper.guess }) });
}
function changed(answer) {
if (paper.ended) return;
if (isAnswered(answer)) paper.answers[paper.at] = answer;
else delete paper.answers[paper.at];
paper.seq += 1;
keep();
overview();
saved("");
clearTimeout(timer);
timer = setTimeout(save, 1000);
}
async function save() {
if (paper.saving || paper.ended) return;
paper.saving = true;
while (paper.seq > paper.sent && !paper.ended) {
const base = paper.base;
let [seq, answers] = [paper.seq, {}];
const content = () => ({ pass: paper.pass, seq: (seq = paper.seq), answers: (answers = { ...paper.answers }) });
const said = await insist(given.saveUrl, content, { tell, over: () => paper.ended });
if (paper.ended) break;
tell("");
if (said.refused) {
if (said.refused === "over" || said.refused === "closed") finish();
else end("stale");
break;
}
paper.sent = Math.max(paper.sent, seq);
synchronise(said.body.now);
saved(words.saved);
if (said.body.newer) await catchUp();
else if (paper.base === base) paper.base = answers; // else it was caught up with meanwhile
if (!paper.ended) keep();
}
paper.saving = false;
}
async function look() {
if (paper.ended || paper.saving) return;
const said = await ask(given.saveUrl, { pass: paper.pass, seq: 0, answers: {} });
if (paper.ended) return;
if (said.ok) synchronise(said.body.now);
else if (said.refused === "over") finish();
}
function saved(text) {
place.querySelector("[data-saved]").textContent = text;
}
function tick() {
if (paper.ended) return;
const left = remaining();
place.querySelector("[data-clock]").textContent = spell(Math.max(0, left));
place.querySelector("[data-clock]").classList.toggle("short", left < 60000);
for (const minutes of WARNINGS_MIN) {
if (left > 0 && left <= minutes * 60000 && told > minutes) {
told = minutes;
status.textContent = fill(words.minutesLeft, { minutes });
}
}
if (left <= 0) finish();
}
function spell(milliseconds) {
const seconds = Math.ceil(milliseconds / 1000);
const pair = (number) => String(number).padStart(2, "0");
const hours = Math.floor(seconds / 3600);
return `${hours ? `${hours}:` : ""}${pair(Math.floor(seconds / 60) % 60)}:${pair(seconds % 60)}`;
}
function go(at, focused = false) {
paper.at = at;
const question = paper.questions[at];
const title = make("legend", { tabindex: -1 }, make("span", { class: "question-number", text: fill(words.number_of, { at: at + 1, of: paper.questions.length }) }), make("span", { class: "question-text", text: question.text }));
const box = make("fieldset", { class: "stack" }, title, picture(question.media), make("p", { class: "small muted", text: words.hints[question.kind] }), ...controls(question, paper.answers[at], changed, words));
screen("question").querySelector("[data-question]").replaceChildren(box);
place.querySelector("[data-back]").disabled = at === 0;
place.querySelector("[data-next]").hidden = at === paper.questions.length - 1;
place.querySelector("[data-last]").hidden = at !== paper.questions.length - 1;
overview();
show("question");
keep();
if (focused) {
title.focus();
scrollTo(0, 0);
}
}
function overview() {
const answered = paper.questions.filter((_one, at) => isAnswered(paper.answers[at])).length;
place.querySelector("[data-answered]").textContent = fill(words.answered, { answered, of: paper.questions.length });
const items = paper.questions.map((_one, at) => {
const done = isAnswered(paper.answers[at]);
const flagged = paper.marked.includes(at);
const label = [fill(words.question, { at: at + 1 }), done ? words.isAnswered : words.isOpen, flagged && words.isMarked].filter(Boolean).join(", ");
const mark = { class: "jump", type: "button", text: at + 1, "aria-label": label, "data-done": done, "data-marked": flagged, onclick: () => go(at, true) };
return make("li", {}, make("button", at === paper.at ? { ...mark, "aria-current": "true" } : mark));
});
place.querySelector("[data-overview]").replaceChildren(...items);
place.querySelector("[data-mark]").setAttribute("aria-pressed", String(paper.marked.includes(paper.at)));
}
function mark() {
paper.marked = paper.marked.includes(paper.at) ? paper.marked.filter((at) => at !== paper.at) : [...paper.marked, paper.at];
keep();
overview();
}
function confirmHandIn() {
const open = paper.questions.length - paper.questions.filter((_one, at) => isAnswered(paper.answers[at])).length;
place.querySelector("[data-open]").textContent = open ? fill(words.open, { open }) : words.none_open;
show("hand-in");
screen("hand-in").querySelector("h2").focus();
}
function finish() {
const box = place.querySelector("[data-guess]");
const guess = box && /^[0-9]{1,7}$/.test(box.value.trim()) ? Number(box.value) : undefined;
return handIn(guess);
}
async function handIn(guess) {
if (paper.ended) return;
Object.assign(paper, { ended: true, handing: true, guess });
clearTimeout(timer);
keep();
show("sending");
wake();
const content = () => ({ pass: paper.pass, seq: paper.seq + 1, answers: paper.answers, ...(paper.guess === undefined ? {} : { guess: paper.guess }) });
const said = await insist(given.submitUrl, content, { tell: (what) => tell(what === "busy" ? "busySending" : "offlineSending") });
tell("");
if (said.refused === "newer") return lookAgain();
kept.forget();
if (!said.refused) return end("done");
end(paper.sent >= paper.seq ? "late" : "lateUnsent");
}
async function lookAgain() {
Object.assign(paper, { ended: false, handing: false });
keep();
if (!paper.questions.length) return begin(); // the page was opened anew while it was handing in
await catchUp();
if (paper.ended) return;
save();
confirmHandIn();
}
function resumeHandingIn(before) {
const { pass, seq, sent, answers, base, marked, at, ends } = before;
Object.assign(paper, { pass, seq, sent, answers, base: base || {}, marked: marked || [], at, ends });
return handIn(before.guess);
}
function end(name) {
paper.ended = true;
tell("");
place.querySelector("[data-elsewhere]").hidden = true;
const part = screen("end");
part.querySelector("h2").textContent = words.ends[name][0];
part.querySelector("p").textContent = words.ends[name][1];
show("end");
part.querySelector("h2").focus();
}
place.addEventListener("click", ({ target }) => {
const pressed = (name) => target.closest(`button[data-${name}]`);
if (pressed("back")) go(paper.at - 1, true);
else if (pressed("next")) go(paper.at + 1, true);
else if (pressed("mark")) mark();
else if (pressed("last") || pressed("ready")) confirmHandIn();
else if (pressed("return")) go(paper.at, true);
else if (pressed("submit")) finish();
});
place.addEventListener("submit", (event) => event.preventDefault());
addEventListener("beforeunload", (event) => {
if (paper.handing && !screen("sending").hidden) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
if (document.visibilityState !== "visible" || paper.ended || !paper.pass) return;
wake();
catchUp().then(save);
});
begin();
