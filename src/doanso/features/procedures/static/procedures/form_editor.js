// The editor of forms without reloading: links and posts change the list in its place, and questions are dragged.
// Everything here also works without this script, as ordinary links and posts.

const PARTS = ["questions", "draft-actions", "messages"];
const editor = () => document.getElementById("questions");
const idOf = (spot) => `c-${spot.replace(":", "-").replace(".", "-")}`;
let busy = false;

/** Load an address and put what it shows into the page; `then` are ids to be focused, the first that is there. */
async function visit(url, options = {}, then = []) {
  if (busy) return;
  busy = true;
  editor().setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { credentials: "same-origin", ...options });
    show(new DOMParser().parseFromString(await response.text(), "text/html"), response, then, options);
    if (options.method === "post" && response.ok) reloadPreview();
  } catch {
    tell(document.documentElement.dataset.offline || "");
    editor()?.removeAttribute("aria-busy");
  } finally {
    busy = false;
  }
}

function show(page, response, then, options) {
  if (!page.getElementById("questions")) {
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    window.scrollTo(0, 0);
    return document.querySelector("main").focus();
  }
  for (const id of PARTS) {
    const [here, there] = [document.getElementById(id), page.getElementById(id)];
    if (here && there) here.replaceWith(document.adoptNode(there));
  }
  // What answers a post in its own place has no address to come back to.
  if (response.ok && (response.redirected || options.method !== "post")) history.replaceState(null, "", response.url);
  settle(then);
}

/** Where the reader goes on: what was asked for, else the panel that was opened. */
function settle(then) {
  countTicked();
  const panel = editor().querySelector("[data-focus]");
  const wrong = panel?.querySelector('[aria-invalid="true"], .errorlist a');
  const found = then.map((id) => document.getElementById(id)).find(Boolean);
  const first = panel?.querySelector("input:not([type=hidden]), textarea, select");
  const target = wrong || found || first;
  target?.focus({ preventScroll: true });
  const shown = (target === first && panel) || target;
  shown?.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function tell(words) {
  const place = document.getElementById("status");
  if (place) place.textContent = words;
}

function tellPlace(spot) {
  const card = document.getElementById(idOf(spot));
  if (card?.dataset.place) tell(`${editor().dataset.moved} ${card.dataset.name || ""}: ${card.dataset.place}`);
}

function reloadPreview() {
  const frame = document.querySelector(".editor-preview iframe");
  if (frame?.offsetParent) frame.contentWindow.location.replace(frame.contentWindow.location.href);
}

function post(form, submitter, extra = {}) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  return { method: "post", body: data };
}

/** What to focus after a post: the same button again, or the question that it was about. */
function after(form, submitter) {
  const [what, acted] = (submitter?.name === "go" && submitter.value.includes(" ") ? submitter.value : " ").split(" ");
  if (form.dataset.then) return { spot: "", ids: [form.dataset.then] };
  if (form.id === "many") return { spot: "", ids: afterMany(form, submitter) };
  const spot = acted || form.elements.spot?.value || "";
  if (what === "remove") {
    const before = document.getElementById(idOf(spot))?.previousElementSibling;
    return { spot: "", ids: before?.id ? [`${before.id}-name`, before.id] : [] };
  }
  if (what === "copy" || form.elements.them) return { spot: "", ids: [] };
  const ids = [submitter?.id, spot && `${idOf(spot)}-name`, spot && idOf(spot)].filter(Boolean);
  return { spot: what === "up" || what === "down" || form.elements.to ? spot : "", ids };
}

/** What has to be read first, else the first of the ticked questions, else the way back into choosing. */
function afterMany(form, submitter) {
  if (submitter?.value.startsWith("all ")) return [submitter.id];
  const first = [...form.elements].find((box) => box.name === "chosen" && box.checked);
  const stays = first && ["move", "copy"].includes(submitter?.value) ? [`c-field-${first.value}-name`] : [];
  return ["many-surely", "many-error", ...stays, "choose", submitter?.id];
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!editor()?.contains(form) || "leaves" in form.dataset) return;
  event.preventDefault();
  const { spot, ids } = after(form, event.submitter);
  const stays = ["more", "text", "rows", "try"].includes(event.submitter?.value);
  const box = document.activeElement?.id;
  await visit(form.action, post(form, event.submitter), stays && box ? [box] : ids);
  if (spot) tellPlace(spot);
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || !editor()?.contains(link) || link.target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const url = new URL(link.href);
  if (url.pathname !== location.pathname || (url.search === location.search && !url.search)) return;
  event.preventDefault();
  visit(url, {}, url.search ? [] : [`${url.hash.slice(1)}-name`, url.hash.slice(1)]);
});

function countTicked() {
  const place = editor()?.querySelector("[data-ticked]");
  const count = editor()?.querySelectorAll(".tick:checked").length;
  if (place) place.textContent = count ? place.dataset.ticked.replace("{}", count) : "";
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".tick")) countTicked();
  const more = "subject" in event.target.dataset && event.target.form.querySelector('[name=go][value="more"]');
  if (more) event.target.form.requestSubmit(more);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || drag) return;
  const close = event.target.closest?.("[data-focus]")?.querySelector("a.close");
  if (close) close.click();
});

// Dragging, with a mouse or a finger: the handle alone takes the pointer, so that the list still scrolls.

let drag = null;

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest(".grip")?.closest(".q");
  if (!card || event.button || busy) return;
  event.preventDefault();
  const line = document.createElement("li");
  line.className = "drop-line";
  drag = { card, line, into: "", y: event.clientY, x: event.clientX, timer: requestAnimationFrame(scrollAlong) };
  card.classList.add("dragging");
  event.target.setPointerCapture?.(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  [drag.x, drag.y] = [event.clientX, event.clientY];
  aim();
});

document.addEventListener("pointerup", () => drag && drop(true));
document.addEventListener("pointercancel", () => drag && drop(false));
document.addEventListener("keydown", (event) => drag && event.key === "Escape" && drop(false));

/** The list under the pointer that may take the question, and the line between two of its members. */
function aim() {
  const part = drag.card.dataset.spot.includes(".");
  const own = drag.card.parentElement;
  const lists = part ? [own] : [...document.querySelectorAll('.cards-list[data-into^="section:"]')];
  const list = lists.find((one) => inside(one.closest(".editor-section, .q"), drag.y));
  if (!list) return;
  const cards = [...list.children].filter((one) => one.matches(".q[data-spot]") && one !== drag.card);
  const below = cards.find((one) => middle(one) > drag.y);
  list.insertBefore(drag.line, below || null);
}

const inside = (element, y) => y >= element.getBoundingClientRect().top && y <= element.getBoundingClientRect().bottom;
const middle = (element) => (element.getBoundingClientRect().top + element.getBoundingClientRect().bottom) / 2;

/** Long lists scroll while the pointer is near an edge. */
function scrollAlong() {
  if (!drag) return;
  const edge = 70;
  if (drag.y < edge) window.scrollBy(0, (drag.y - edge) / 4);
  if (drag.y > innerHeight - edge) window.scrollBy(0, (drag.y - innerHeight + edge) / 4);
  if (drag.y < edge || drag.y > innerHeight - edge) aim();
  drag.timer = requestAnimationFrame(scrollAlong);
}

async function drop(done) {
  const { card, line, timer } = drag;
  cancelAnimationFrame(timer);
  drag = null;
  card.classList.remove("dragging");
  const list = line.parentElement;
  let before = line.previousElementSibling;
  line.remove();
  while (before && (before === card || !before.dataset.key)) before = before.previousElementSibling;
  const spot = card.dataset.spot;
  if (!done || !list) return;
  const to = `${list.dataset.into}|${before?.dataset.key || ""}`;
  await visit(editor().dataset.move, post(document.getElementById("act"), null, { spot, to }), [`${idOf(spot)}-name`]);
  tellPlace(spot);
}
