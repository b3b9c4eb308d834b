/* The first page: what one knows is asked for as the role becomes known, and an address stays free of what is empty. */

const form = document.querySelector("form.ask");
const role = form.elements.role;

/* Typing has paused, or a completion was taken: ask for the skills of the role once. */
let pause, last = role.value;
function settle() {
  clearTimeout(pause);
  if (role.value === last) return;
  last = role.value;
  role.dispatchEvent(new Event("settled"));
}
role.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(settle, 350); });
role.addEventListener("change", settle);
document.getElementById("role-complete").addEventListener("auto-complete-change", settle);

/* A day until when stands instead of a number of weeks, and the other way round. */
const { weeks, deadline } = form.elements;
deadline.addEventListener("change", () => { if (deadline.value) weeks.value = ""; });
weeks.addEventListener("input", () => { if (weeks.value) deadline.value = ""; });

form.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (typeof value === "string" && !value.trim()) formData.delete(name);
});
