// Forms on this device, with or without a network: loaded by the form's own script, and by the page that lists them.

import { fillHere, watchServerForm } from "./filling.js";
import { listHere } from "./list.js";
import { keepSending } from "./pages.js";

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
