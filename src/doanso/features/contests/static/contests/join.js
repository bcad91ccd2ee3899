// Units are offered while their name is typed. Without this the server asks afterwards.

const form = document.querySelector("form[data-units]");
const box = form?.elements.unit;
let waiting;

async function offer() {
  try {
    const answer = await fetch(`${form.dataset.units}?unit=${encodeURIComponent(box.value)}`);
    if (answer.ok) box.list.innerHTML = await answer.text();
  } catch {
    // What is typed is understood without the list.
  }
}

box?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(offer, 300);
});
