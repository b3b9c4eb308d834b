/* Steps that are ticked off: kept in this browser, sent beside a request, taken away and brought back as a file. */

const KEY = "parcours.done";
const HEADER = "Parcours-Done";
const ID = /^[\w.-]{1,200}$/;

const said = document.getElementById("kept");
const say = (text) => { said.textContent = text; };

/* {id: day on which it was ticked off} */
function read() {
  try {
    return valid(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return {};
  }
}

function valid(done) {
  if (typeof done !== "object" || done === null || Array.isArray(done)) throw new TypeError("no record of progress");
  return Object.fromEntries(Object.entries(done).filter(([id, day]) => ID.test(id) && typeof day === "string"));
}

function write(done) {
  localStorage.setItem(KEY, JSON.stringify(done));
  ask();
}

/* Ask for what the address says again, now that something else is done. */
function ask() {
  htmx.ajax("GET", location.pathname + location.search, { target: "#answer", swap: "innerHTML" });
}

document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers[HEADER] = Object.keys(read()).join(",");
});

/* The focus goes from a step that was ticked off to the one in its place, else to the list of what is done. */
let next = null;
document.body.addEventListener("htmx:afterSettle", () => {
  if (next === null) return;
  const ticks = [...document.querySelectorAll(".steps [data-done]")];
  (ticks[next] ?? document.querySelector("#done > summary") ?? ticks.at(-1))?.focus();
  next = null;
});

document.addEventListener("change", ({ target }) => {
  const id = target.dataset?.done;
  if (!id) return;
  next = [...document.querySelectorAll(".steps [data-done]")].indexOf(target);
  const done = read();
  if (target.checked) done[id] = new Date().toISOString().slice(0, 10);
  else delete done[id];
  write(done);
});

addEventListener("storage", ({ key }) => { if (key === KEY) ask(); });

document.getElementById("export").addEventListener("click", () => {
  const done = read();
  if (!Object.keys(done).length) return say(said.dataset.nothing);
  const file = new Blob([JSON.stringify({ parcours: 1, done }, null, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = said.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  say(said.dataset.exported);
});

document.getElementById("import").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  try {
    const { parcours, done } = JSON.parse(await file.text());
    if (parcours !== 1) throw new TypeError("another kind of file");
    write({ ...valid(done), ...read() });
    say(said.dataset.imported);
  } catch {
    say(said.dataset.wrong.replace("%s", () => file.name));
  }
});

document.getElementById("reset").addEventListener("click", () => {
  if (!Object.keys(read()).length) return say(said.dataset.nothing);
  if (!confirm(said.dataset.sure)) return;
  write({});
  say(said.dataset.reset);
});

if (Object.keys(read()).length) ask();
