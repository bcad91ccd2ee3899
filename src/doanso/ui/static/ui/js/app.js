// Small comforts on top of pages that work without them.

const root = document.documentElement;
root.classList.add("js");

/** Choose the look at once; the server learns it from the same cookie that its own form sets. */
function chooseTheme(theme) {
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const button of document.querySelectorAll("button[name=theme]")) button.setAttribute("aria-pressed", String(button.value === theme));
}

/** One press, one submission: the button shows that it works, and comes back when the page does. */
function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || form.target || form.method === "dialog" || form.method === "get") return;
  if (form.dataset.busy) return event.preventDefault();
  form.dataset.busy = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 8000);
}

function release(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

function clicked(event) {
  const button = event.target.closest("button, a");
  if (!button) return;
  if (button.name === "theme") {
    event.preventDefault();
    chooseTheme(button.value);
  } else if (button.dataset.dialog) {
    event.preventDefault();
    document.getElementById(button.dataset.dialog)?.showModal();
  } else if (button.dataset.copy) {
    navigator.clipboard?.writeText(button.dataset.copy).then(() => say(button.dataset.copied || button.dataset.copy));
  } else if ("print" in button.dataset) {
    window.print();
  }
}

/** Tell screen readers and eyes alike, without moving the focus. */
function say(text) {
  const place = document.getElementById("status");
  if (place) place.textContent = text;
}

document.addEventListener("click", clicked);
document.addEventListener("submit", submitted);
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(release));
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && "autosubmit" in form.dataset) form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  const menu = [...document.querySelectorAll(".menu[open], .more [open]")].pop();
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(".topnav .more [open]")) open.open = open.contains(event.target);
});
document.body.addEventListener("htmx:sendError", (event) => say(root.dataset.offline || ""));
document.querySelector(".note[data-summary]")?.focus();
