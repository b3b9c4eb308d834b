/* The path: sliders beside their number fields, an address free of what is empty, and buttons that copy.
   The requests themselves are htmx attributes of the form. */

document.documentElement.classList.add("js");

/* A slider and its number are one value. */
const form = document.getElementById("adjust");
for (const slider of form.querySelectorAll("[data-for]")) {
  const field = form.elements[slider.dataset.for];
  slider.addEventListener("input", () => { field.value = slider.value; });
  field.addEventListener("input", () => { slider.value = field.value; });
}

/* A day until when stands instead of a number of weeks, and the other way round. */
form.addEventListener("input", ({ target }) => {
  const { weeks, deadline } = form.elements;
  if (target === weeks || target.dataset.for === "weeks") deadline.value = "";
}, { capture: true });

/* The address says what was chosen, and nothing else. */
form.addEventListener("htmx:configRequest", ({ detail: { parameters } }) => {
  for (const name of Object.keys(parameters)) if (!String(parameters[name]).trim()) delete parameters[name];
  if (parameters.deadline) delete parameters.weeks;
});
form.addEventListener("htmx:confirm", (event) => {
  if (!form.checkValidity()) { event.preventDefault(); form.querySelector(":invalid").reportValidity(); }
});

/* What was unfolded stays so when the answer is exchanged. */
let open = [];
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "answer") open = [...detail.target.querySelectorAll("details[open][id]")].map(({ id }) => id);
});
document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "answer") for (const id of open) document.getElementById(id)?.setAttribute("open", "");
});

/* Copying; where the browser forbids the clipboard (no https), a selected field does it. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.body.appendChild(document.createElement("textarea"));
  field.value = text;
  field.select();
  document.execCommand("copy");
  field.remove();
}
document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  await copy(button.dataset.copy);
  button.closest("section").querySelector(".copied").textContent = button.dataset.copied;
});
