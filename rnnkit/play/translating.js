// A text box, and the map of what a model read for each output. The weights
// and the sentences come from the kernel; nothing is computed here.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1],
                ArrowRight: [0, 1] };

function render({ model, el }) {
  const root = element("div",
    { class: "rnnkit rnnkit-translating mathjax_ignore" });
  const box = element("input", { type: "text", "aria-label": "text to read",
    maxlength: model.get("longest"), spellcheck: "false",
    autocomplete: "off" });
  const go = element("button", { type: "button" }, "Write");
  const verdict = element("p", { class: "verdict", role: "status",
                                 "aria-live": "polite" });
  const holder = element("div", { class: "map" });
  const words = element("p", { class: "words", role: "status",
                               "aria-live": "polite" });
  const bar = element("div", { class: "bar" }, box, go);
  let squares = [];

  function send() {
    model.set("text", box.value);
    model.save_changes();
  }
  box.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the notebook's own shortcuts stay away
    if (event.key === "Enter") send();
  });
  box.addEventListener("change", send);
  go.addEventListener("click", send);
  go.addEventListener("keydown", (event) => event.stopPropagation());

  const kinds = model.get("kinds");
  if (kinds.length > 1) {
    const select = element("select", { "aria-label": "model" });
    for (const [kind, name] of kinds) {
      select.append(element("option", { value: kind }, name));
    }
    select.value = model.get("kind");
    select.addEventListener("keydown", (event) => event.stopPropagation());
    select.addEventListener("change", () => {
      model.set("kind", select.value);
      model.save_changes();
    });
    model.on("change:kind", () => { select.value = model.get("kind"); });
    bar.append(select);
  }

  function point(u, j) {
    const { inputs, weights, rows } = model.get("map");
    for (const [row, line] of squares.entries()) {
      for (const [column, square] of line.entries()) {
        square.classList.toggle("pointed", row === u);
        square.classList.toggle("here", row === u && column === j);
      }
    }
    for (const [n, head] of holder.querySelectorAll("thead td").entries()) {
      head.classList.toggle("named", n === j);
    }
    for (const [n, head] of holder.querySelectorAll("tbody th").entries()) {
      head.classList.toggle("named", n === u);
    }
    words.textContent = `${rows[u]} This square: “${inputs[j]}”, ` +
      `${weights[u][j].toFixed(2)}.`;
  }

  function goTo(u, j) {
    for (const line of squares) {
      for (const square of line) square.tabIndex = -1;
    }
    squares[u][j].tabIndex = 0;
    squares[u][j].focus();
  }

  function square(u, j, weight, inputs, outputs) {
    const made = element("td", { role: "gridcell", tabindex: u + j ? -1 : 0,
      "data-square": `${u},${j}`, style: `--weight:${weight}`,
      "aria-label": `output ${outputs[u]}, input ${inputs[j]}: ${weight}` });
    made.addEventListener("mousemove", (event) => {
      // A mouse that rests while the page scrolls below it points at nothing.
      if (event.movementX || event.movementY) point(u, j);
    });
    made.addEventListener("focus", () => point(u, j));
    made.addEventListener("click", () => goTo(u, j));
    made.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const [row, column] = [u + step[0], j + step[1]];
      if (squares[row]?.[column]) goTo(row, column);
    });
    return made;
  }

  function draw() {
    const { inputs = [], outputs = [], weights = [], hint = "" } =
      model.get("map");
    holder.replaceChildren();
    squares = [];
    words.textContent = hint;
    if (!weights.length) return;
    const head = element("tr", {}, element("th", {}, "writes ↓ reads →"),
      ...inputs.map((letter) => element("td", {}, letter)));
    const body = element("tbody");
    weights.forEach((row, u) => {
      const line = row.map((w, j) => square(u, j, w, inputs, outputs));
      squares.push(line);
      body.append(element("tr", { role: "row" },
        element("th", { scope: "row" }, outputs[u]), ...line));
    });
    holder.append(element("table", { role: "grid",
      "aria-label": "what was read for each output" },
      element("thead", {}, head), body));
  }

  const drawVerdict = () => { verdict.textContent = model.get("verdict"); };
  const drawText = () => { box.value = model.get("text"); };
  model.on("change:map", draw);
  model.on("change:verdict", drawVerdict);
  model.on("change:text", drawText);
  drawText();
  drawVerdict();
  draw();
  root.append(bar, verdict, holder, words,
              element("p", { class: "caption" }, model.get("caption")));
  el.append(root);
}

export default { render };
