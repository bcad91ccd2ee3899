// What is wrong with a whole form before it leaves the device. The server judges again, by the same rules and more.

/** [{path, words}] in the order of the form. */
export function problemsOf(form, tools) {
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

export function boxAt(form, path) {
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

/** A part of a group that may stay blank is needed only once the group is begun. */
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

/** The list above the form, each line a link to its box; the same words at the box. */
export function showProblems(form, problems, title, mark) {
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

/** Several boxes under one question: below its legend, not among them. */
function sayAbove(box, words) {
  const list = document.createElement("ul");
  list.className = "errorlist";
  list.appendChild(document.createElement("li")).textContent = words;
  const legend = box.closest("fieldset")?.querySelector("legend");
  if (legend) legend.after(list);
  else box.closest("label").before(list);
}

/** Words such as “Enter your name.” need no label; others do. */
function labelOf(form, path) {
  const field = fieldAt(form, path) || fieldAt(form, path.split(".")[0]);
  const title = field?.querySelector("legend, label")?.firstChild?.textContent.trim();
  const isOwn = field?.dataset.missing !== undefined && path === field.dataset.path;
  return title && !isOwn ? `${title}: ` : "";
}
