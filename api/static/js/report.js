// Copies the report of a fault; without this script the text can be marked and copied by hand.

const button = document.getElementById("copy");
const text = document.getElementById("report-text");

if (button && text) {
  const said = document.getElementById("copied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(text.value);
    else document.execCommand("copy"); // where the page came over plain HTTP
    said.textContent = said.dataset.said;
  });
}
