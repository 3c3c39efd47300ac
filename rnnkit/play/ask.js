// Draws the lines of a page with a text field for each blank.
// Verdicts come from the kernel; nothing is computed here.

const WAIT = 700; // milliseconds of quiet before a half-typed number is marked

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function spoken(label) {
  const found = label.match(/^(.*)\[(.*)\]$/);
  if (!found) return label;
  const place = found[2].split(", ").map((k) => Number(k) + 1);
  return place.length > 1
    ? `${found[1]}, row ${place[0]}, column ${place[1]}`
    : `${found[1]}, entry ${place[0]}`;
}

function render({ model, el }) {
  const root = element("div", { class: "rnnkit rnnkit-ask mathjax_ignore" });
  const page = element("div");
  const status = element("p", { class: "status", role: "status",
                                "aria-live": "polite" });
  const tally = element("span", { class: "tally" });
  let fields = {};
  let current = null;
  let timer = null;

  function commit(label) {
    clearTimeout(timer);
    const text = fields[label].value;
    const typed = model.get("typed");
    if ((typed[label] ?? "") === text) return;
    model.set("typed", { ...typed, [label]: text });
    model.save_changes();
  }

  function field(label) {
    const input = element("input", {
      type: "text", inputmode: "text", autocomplete: "off", size: 5,
      spellcheck: "false", "aria-label": spoken(label), "data-label": label,
    });
    input.value = model.get("typed")[label] ?? "";
    input.addEventListener("focus", () => { current = label; });
    input.addEventListener("change", () => commit(label));
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => commit(label), WAIT);
    });
    input.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the notebook's own shortcuts stay away
      if (event.key !== "Enter") return;
      event.preventDefault();
      commit(label);
      const all = Object.values(fields);
      const next = all[all.indexOf(input) + 1];
      if (next) { next.focus(); next.select(); }
    });
    fields[label] = input;
    return element("span", { class: "cell" }, input,
                   element("span", { class: "sign", "aria-hidden": "true" }));
  }

  function line({ html, asked, given }) {
    const row = element("div", { class: "askline" });
    const formula = element("div", { class: "formula" });
    formula.innerHTML = html;
    row.append(formula);
    if (!asked) return row;
    const grid = element("div", { class: "blanks", role: "group" });
    grid.style.gridTemplateColumns = `repeat(${asked[0].length}, auto)`;
    asked.forEach((labels, i) => labels.forEach((label, j) => {
      grid.append(label ? field(label)
        : element("span", { class: "given" }, given[i][j]));
    }));
    row.append(element("span", { class: "equals" }, "="), grid);
    return row;
  }

  function drawLines() {
    fields = {};
    current = null;
    page.replaceChildren(...model.get("lines").map(line));
    drawVerdicts();
  }

  function drawVerdicts() {
    const verdicts = model.get("verdicts");
    const shown = model.get("shown");
    let right = 0;
    for (const [label, input] of Object.entries(fields)) {
      const outcome = verdicts[label]?.outcome ?? "empty";
      const cell = input.parentElement;
      cell.className = `cell ${outcome}${shown.includes(label) ? " shown" : ""}`;
      cell.lastChild.textContent =
        { right: "✓", wrong: "✗", unreadable: "?" }[outcome] ?? "";
      input.setAttribute("aria-invalid",
        String(outcome === "wrong" || outcome === "unreadable"));
      if (outcome === "right" && !shown.includes(label)) right += 1;
      const typed = model.get("typed")[label];
      if (typed !== undefined && document.activeElement !== input) {
        input.value = typed;
      } else if (shown.includes(label)) {
        input.value = typed;
      }
    }
    tally.textContent = `${right} of ${Object.keys(fields).length} right`;
  }

  function button(text, action) {
    const made = element("button", { type: "button" }, text);
    // The focus stays in the blank that the button is about.
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => {
      model.send({ action, label: current });
    });
    return made;
  }

  const bar = element("div", { class: "bar" }, button("Hint", "hint"),
                      button("Show me", "show"));
  if (model.get("renewable")) bar.append(button("Another one", "again"));
  bar.append(tally);
  const drawWords = () => { status.textContent = model.get("words"); };

  model.on("change:lines", drawLines);
  model.on("change:verdicts", drawVerdicts);
  model.on("change:shown", drawVerdicts);
  model.on("change:words", drawWords);
  drawLines();
  drawWords();
  root.append(page, bar, status);
  el.append(root);
}

export default { render };
