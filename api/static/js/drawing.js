// Lights up, on a map of skills, what leads to the skill that is pointed at or has the focus, and what it leads to.

/** Return all that is reached from `skill` along `edges`, pairs of names. */
function reached(skill, edges) {
  const found = new Set([skill]);
  for (const name of found) for (const [from, to] of edges) if (from === name) found.add(to);
  return found;
}

function light(node) {
  const map = node.closest(".map");
  const drawn = [...map.querySelectorAll(".edge")];
  const edges = drawn.map(({ dataset }) => [dataset.from, dataset.to]);
  const after = reached(node.dataset.skill, edges);
  const before = reached(node.dataset.skill, edges.map(([from, to]) => [to, from]));
  drawn.forEach((edge, at) => {
    const [from, to] = edges[at];
    edge.classList.toggle("lit", (after.has(from) && after.has(to)) || (before.has(from) && before.has(to)));
  });
  for (const each of map.querySelectorAll(".node")) {
    each.classList.toggle("lit", after.has(each.dataset.skill) || before.has(each.dataset.skill));
  }
  map.classList.toggle("lit", after.size + before.size > 2);
}

for (const [begins, ends] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  document.addEventListener(begins, ({ target }) => {
    const node = target.closest?.(".map a.node");
    if (node) light(node);
  });
  document.addEventListener(ends, ({ target }) => {
    target.closest?.(".map a.node")?.closest(".map").classList.remove("lit");
  });
}
