// Draws the lines of a page with a text field for each blank.
// Verdicts come from the kernel; nothing is computed here.

// What is in a blank but not sent yet: a second view of the page has it too.
const drafts = new WeakMap();

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// "h[0], row 1": the name as the page writes it, and where to find it.
function spoken(label) {
  const found = label.match(/\[(.*)\]$/);
  if (!found) return label;
  const [row, column] = found[1].split(", ").map((k) => Number(k) + 1);
  const place = column ? `row ${row}, column ${column}` : `row ${row}`;
  return `${label}, ${place}`;
}

function render({ model, el }) {
  const root = element("div", { class: "rnnkit rnnkit-ask mathjax_ignore" });
  const page = element("div");
  const status = element("p", { class: "status", role: "status",
                                "aria-live": "polite" });
  const tally = element("span", { class: "tally" });
  const score = element("span", { class: "tally" });
  if (!drafts.has(model)) drafts.set(model, {});
  const draft = drafts.get(model);
  let fields = {};
  let current = null;
  let timer = null;

  function commit(label) {
    clearTimeout(timer);
    if (!fields[label]) return; // its question is gone
    const text = fields[label].value;
    delete draft[label];
    const typed = model.get("typed");
    if ((typed[label] ?? "") === text) return;
    model.set("typed", { ...typed, [label]: text });
    model.save_changes();
  }

  function field(label) {
    const input = element("input", {
      type: "text", autocomplete: "off", spellcheck: "false",
      "aria-label": spoken(label), "data-label": label,
    });
    input.value = draft[label] ?? model.get("typed")[label] ?? "";
    input.addEventListener("focus", () => {
      current = label;
      const verdict = model.get("verdicts")[label];
      if (["wrong", "unreadable"].includes(verdict?.outcome)) {
        status.textContent = verdict.words; // what was said about this one
      }
    });
    input.addEventListener("change", () => commit(label));
    input.addEventListener("input", () => {
      draft[label] = input.value;
      clearTimeout(timer);
      // Quiet after typing marks, too, unless a first try counts.
      const wait = model.get("patience");
      if (wait) timer = setTimeout(() => commit(label), wait);
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

  function blanks(asked, given) {
    const grid = element("span", { class: "blanks" });
    grid.style.gridTemplateColumns = `repeat(${asked[0].length}, auto)`;
    asked.forEach((labels, i) => labels.forEach((label, j) => {
      grid.append(label ? field(label)
        : element("span", { class: "given" }, given[i][j]));
    }));
    return grid;
  }

  // The blanks go on where the formula ends. A formula is one picture to a
  // screen reader; with blanks in it, it is a group that the formula names.
  function line({ heading, html, asked, given }) {
    const row = element("div", { class: "askline" });
    if (heading) {
      row.append(element("div", { class: "head", role: "heading",
                                  "aria-level": 5 }, heading));
      return row;
    }
    row.innerHTML = html;
    if (!asked) return row;
    row.querySelector(".eq").setAttribute("role", "group");
    const steps = row.querySelector(".steps");
    steps.removeAttribute("aria-hidden");
    for (const part of row.querySelectorAll(".l, .step")) {
      part.setAttribute("aria-hidden", "true");
    }
    const equals = element("span", { class: "equals", "aria-hidden": "true" },
                           "=");
    steps.append(element("span", { class: "answer" }, equals,
                         blanks(asked, given)));
    return row;
  }

  function drawLines() {
    const here = root.contains(document.activeElement);
    if (Object.keys(fields).length) {
      Object.keys(draft).forEach((label) => delete draft[label]);
    }
    clearTimeout(timer);
    fields = {};
    current = null;
    page.replaceChildren(...model.get("lines").map(line));
    drawVerdicts();
    const [first] = Object.values(fields);
    if (here && first) first.focus();
  }

  function drawVerdicts() {
    const verdicts = model.get("verdicts");
    const shown = model.get("shown");
    let right = 0;
    for (const [label, input] of Object.entries(fields)) {
      const outcome = verdicts[label]?.outcome ?? "empty";
      const cell = input.parentElement;
      cell.className = `cell ${outcome}`;
      cell.classList.toggle("shown", shown.includes(label));
      cell.lastChild.textContent =
        { right: "✓", wrong: "✗", unreadable: "?" }[outcome] ?? "";
      input.setAttribute("aria-invalid",
        String(outcome === "wrong" || outcome === "unreadable"));
      if (outcome === "right" && !shown.includes(label)) right += 1;
      const typed = model.get("typed")[label];
      const busy = document.activeElement === input || label in draft;
      if (typed !== undefined && (!busy || shown.includes(label))) {
        input.value = typed;
      }
    }
    const all = Object.keys(fields);
    tally.textContent = `${right} of ${all.length} right`
      + (shown.length ? `, ${shown.length} shown` : "");
    status.classList.toggle("done",
      all.every((label) => verdicts[label]?.outcome === "right"));
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

  const bar = element("div", { class: "bar" });
  const drawBar = () => bar.replaceChildren(
    ...model.get("buttons").map(([text, action]) => button(text, action)),
    tally, score);
  const drawScore = () => { score.textContent = model.get("score"); };
  const drawWords = () => { status.textContent = model.get("words"); };

  model.on("change:lines", drawLines);
  model.on("change:verdicts", drawVerdicts);
  model.on("change:shown", drawVerdicts);
  model.on("change:words", drawWords);
  model.on("change:buttons", drawBar);
  model.on("change:score", drawScore);
  drawBar();
  drawScore();
  drawLines();
  drawWords();
  root.append(page, bar, status);
  el.append(root);
}

export default { render };
