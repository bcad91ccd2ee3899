// A box to sign in with finger, pen or mouse. Typing one's name or sending a picture stays possible beside it.

export function sign(form) {
  form.querySelectorAll("[data-sign]").forEach(box);
}

function box(place) {
  const canvas = document.createElement("canvas");
  canvas.width = 600;
  canvas.height = 200;
  canvas.className = "sign";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", place.dataset.label);
  const title = document.createElement("p");
  title.textContent = place.dataset.label;
  const drawn = document.createElement("input");
  drawn.type = "hidden";
  drawn.name = `${place.dataset.sign}.drawn`;
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "btn btn-small";
  clear.textContent = place.dataset.clear;
  place.append(title, canvas, clear, drawn);
  draw(canvas, drawn);
  clear.addEventListener("click", () => {
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    drawn.value = "";
  });
}

function draw(canvas, drawn) {
  const pen = canvas.getContext("2d");
  Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#0b2e6b" });
  const at = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((event.clientX - left) * canvas.width) / width, ((event.clientY - top) * canvas.height) / height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    drawn.value = canvas.toDataURL("image/png");
  });
}
