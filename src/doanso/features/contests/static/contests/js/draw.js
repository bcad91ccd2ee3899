// One question as native controls. An answer is the place of an option, a list of places, true or false, or text.

/** make("p", {class: "x", text: "y"}, child, ...) */
export function make(name, given = {}, ...children) {
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

export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

export function isAnswered(answer) {
  return answer !== undefined && answer !== null && answer !== "" && !(Array.isArray(answer) && !answer.length);
}

/** The controls of a question; `changed(answer)` is called with each new answer. */
export function controls(question, answer, changed, words) {
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

/** Up and down by buttons, which every phone and keyboard can press. Untouched it is no answer. */
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

/** A picture, or a sound with its words beside it, fetched when it is played. */
export function picture(media) {
  if (!media) return null;
  const src = `${document.getElementById("bai-thi").dataset.mediaUrl}${media.at}/${media.key}/`;
  if (!media.sound) return make("img", { src, alt: media.words || "" });
  const player = make("audio", { src, controls: true, preload: "none", "aria-label": media.words });
  return make("span", { class: "sound" }, player, make("span", { class: "small", text: media.words }));
}
