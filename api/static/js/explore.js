// Explore by keyboard, and what stays as it is while results are exchanged: opened lists, the focus, what is typed.

const field = document.getElementById("q");
const form = document.getElementById("search");
const results = document.getElementById("results");
const said = document.getElementById("said");
const lost = document.getElementById("lost");
const wide = matchMedia("(min-width: 56rem)");
const unfolds = CSS.supports("selector(::details-content)"); // else the style sheet cannot open the filters by itself

let typed = field.value; // the words of the last question
let opened = [];
let focused = "";

const titles = () => [...results.querySelectorAll(".hits h3 a")];

// Questions

results.addEventListener("click", (event) => {
  const link = event.target.closest("[data-quick] a");
  if (!link || !window.htmx || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault(); // one listener for all links: htmx takes its time to make each of them its own
  const source = link.closest("[data-quick]");
  const show = source.dataset.quick === "top" ? "window:top" : "none";
  htmx.ajax("GET", link.getAttribute("href"), { source, target: "#results", swap: `innerHTML show:${show}` })
    .catch(() => {}); // told below
});

form.addEventListener("htmx:confirm", (event) => {
  // A filter was chosen meanwhile, and has asked for these words. Later would be too late: that question is taken
  // back for this one by then.
  if (event.detail.triggeringEvent?.type === "input" && field.value === typed) event.preventDefault();
});

document.body.addEventListener("htmx:configRequest", (event) => {
  const { detail, target } = event;
  if (target === form || target.id === "sort") {
    for (const [name, value] of [...detail.formData]) if (!value || value === "relevance") detail.formData.delete(name);
  } else if (results.contains(target)) {
    const asked = new URL(detail.path, location.href);
    if ((asked.searchParams.get("q") ?? "") !== field.value) {
      asked.searchParams.set("q", field.value);
      detail.path = asked.pathname + asked.search;
    }
  }
  typed = field.value;
});

// Answers

results.addEventListener("htmx:beforeSwap", () => {
  opened = [...results.querySelectorAll("details[open]")].map((each) => each.id);
  focused = results.contains(document.activeElement) ? document.activeElement.id || "found" : "";
});

results.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  unfold();
  if (focused) (document.getElementById(focused) ?? found()).focus({ preventScroll: true });
  said.textContent = found().textContent;
  lost.hidden = true;
  const address = results.querySelector("[data-switch]").dataset.switch;
  document.querySelector(".language").href = address;
});

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(name, () => { lost.hidden = false; });
}

function found() {
  return document.getElementById("found");
}

function unfold() {
  if (!unfolds && wide.matches) document.getElementById("filters").open = true;
}

// Keys

const moves = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const active = document.activeElement;
  const writing = active.matches("input, select, textarea");
  if (event.key === "/" && !writing) return to(field, event);
  if (event.key === "Escape" && results.contains(active)) return to(field, event);
  const step = moves[event.key];
  if (!step || (writing && !(active === field && event.key === "ArrowDown"))) return;
  const at = titles().indexOf(active);
  const letter = event.key.length === 1;
  if (at < 0 && active !== field && !letter) return; // arrows scroll the page elsewhere
  const next = at < 0 ? (step > 0 ? 0 : -1) : at + step;
  if (next < 0) to(field, event);
  else if (titles()[next]) to(titles()[next], event);
});

function to(element, event) {
  event.preventDefault();
  element.focus();
  if (element === field) field.select();
}

unfold();
