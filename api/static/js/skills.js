// Shows, on the page of all skills, those whose name in either language holds what is typed, with the broader skills
// that they stand under. What is typed is kept in the address. Without this script the whole list is shown.

const form = document.querySelector("#skill-filter");
const field = form.querySelector("input");
const said = form.querySelector("output");
const lines = [...document.querySelectorAll("#skill-groups [data-names]")].map((element) => ({
  element,
  names: plain(element.dataset.names).split("|"),
}));

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function tell(count) {
  const text = count === 0 ? said.dataset.none : count === 1 ? said.dataset.one : said.dataset.other;
  said.value = text.replace("{count}", count);
}

function filter() {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  const fits = ({ names }) => names.some((name) => words.every((word) => name.includes(word)));
  const found = new Set(lines.filter(fits).map(({ element }) => element));
  for (const { element } of lines) {
    const holder = element.closest("li") ?? element.closest("section");
    const kept = found.has(element) || [...holder.querySelectorAll("[data-names]")].some((each) => found.has(each));
    element.classList.toggle("passed", kept && !found.has(element));
    holder.hidden = !kept;
  }
  tell(found.size);
}

function keep() {
  const address = new URL(location.href);
  if (field.value) address.searchParams.set("q", field.value);
  else address.searchParams.delete("q");
  history.replaceState(history.state, "", address);
}

field.value = new URLSearchParams(location.search).get("q") ?? "";
form.hidden = false;
filter();
field.addEventListener("input", () => {
  filter();
  keep();
});
form.addEventListener("submit", (event) => event.preventDefault());
