// The step table with a script: nothing reloads, rows can be dragged, the reader's place is kept. All of it works without.

const page = () => document.querySelector(".step-desk");
let touched = ""; // the key of the row that something was done to

function say(text) {
  const place = document.getElementById("status");
  if (place) place.textContent = text;
}

/** Answers that refuse are pages too: they hold what was typed. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) Object.assign(event.detail, { shouldSwap: true, isError: false });
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const by = event.detail.requestConfig?.triggeringEvent?.submitter || event.detail.elt;
  touched = by.closest?.("tr[data-key]")?.dataset.key || touched;
});

/** Back to where the reader was: the opened row's first box, the button that was pressed, or the row's name. */
document.addEventListener("htmx:afterSettle", () => {
  if (!page()) return;
  const row = touched ? document.getElementById(`buoc-${touched}`) : null;
  const opened = page().querySelector("tr.opened");
  const errors = page().querySelector(".note[data-summary]");
  if (errors) errors.focus();
  else if (opened) firstBox(opened).focus();
  else if (row && (document.activeElement === document.body || !row.contains(document.activeElement)))
    row.querySelector(".open-row")?.focus({ preventScroll: false });
  if (row?.dataset.say) say(row.dataset.say);
  touched = "";
});

function firstBox(row) {
  return row.querySelector("textarea, input:not([type=hidden])");
}

/** A page that was loaded whole, because the script was not there yet, begins in the same place. */
const first = document.querySelector("tr.opened");
if (first && !document.querySelector(".note[data-summary]")) firstBox(first).focus();

/** What is typed and not saved is not lost by a slip. */
let typed = false;
document.addEventListener("input", (event) => {
  typed ||= event.target.form?.id === "step-form";
});
document.addEventListener("submit", () => (typed = false));
document.addEventListener("htmx:afterSwap", () => (typed = false));
window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

/** Units by name, and the answers that the chosen question offers. */
let asking;
document.addEventListener("input", (event) => {
  const url = event.target.dataset?.units;
  if (!url) return;
  clearTimeout(asking);
  asking = setTimeout(() => list(event.target, `${url}?q=${encodeURIComponent(event.target.value)}`), 250);
});

async function list(box, url) {
  try {
    const answer = await fetch(url);
    if (answer.ok) box.list.replaceChildren(...(await answer.json()).map((name) => new Option("", name)));
  } catch {
    // Without the list the server still understands what is typed.
  }
}

let offered;
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".when-value") && event.target.closest(".when-row");
  if (!row) return;
  const answers = document.getElementById("answers");
  offered ??= [...answers.options];
  const key = row.querySelector(".when-subject select").value;
  answers.replaceChildren(...offered.filter((option) => option.dataset.of === key));
});
document.addEventListener("htmx:afterSwap", () => (offered = undefined));

/** Dragging by the grip, with mouse, pen or finger; Escape gives it up. */
let drag;
document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest?.("[data-grip]")?.closest("tr");
  if (!row || event.button) return;
  event.preventDefault();
  drag = { row, rows: [...row.parentElement.querySelectorAll("tr.line")], after: undefined };
  event.target.setPointerCapture(event.pointerId);
  row.classList.add("dragged");
  say(row.dataset.say);
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const others = drag.rows.filter((row) => row !== drag.row);
  const above = others.filter((row) => middle(row) < event.clientY).pop();
  mark(above || others[0], Boolean(above));
  if (event.clientY < 60) window.scrollBy(0, -12);
  if (event.clientY > window.innerHeight - 60) window.scrollBy(0, 12);
});

function middle(row) {
  const box = row.getBoundingClientRect();
  return box.top + box.height / 2;
}

function mark(row, after) {
  for (const other of drag.rows) other.classList.remove("drop-after", "drop-before");
  if (!row) return;
  row.classList.add(after ? "drop-after" : "drop-before");
  drag.after = after ? row.dataset.key : "";
  if (drag.said !== row) say((after ? row.dataset.behind : row.dataset.before) || "");
  drag.said = row;
}

function dropped(wanted) {
  if (!drag) return;
  const { row, after } = drag;
  row.classList.remove("dragged");
  for (const other of drag.rows) other.classList.remove("drop-after", "drop-before");
  const stays = after === undefined || after === (drag.rows[drag.rows.indexOf(row) - 1]?.dataset.key || "");
  drag = undefined;
  if (!wanted || stays) return;
  touched = row.dataset.key;
  const to = { source: "#row-form", target: "#noi-dung", select: "#noi-dung", swap: "outerHTML show:none", values: { after } };
  window.htmx.ajax("POST", row.dataset.move, to);
}

document.addEventListener("pointerup", () => dropped(true));
document.addEventListener("pointercancel", () => dropped(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") dropped(false);
});
