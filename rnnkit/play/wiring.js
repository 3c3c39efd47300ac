// A wiring whose links and states are buttons. What they do, and what the
// outputs then see, is worked out in the kernel; nothing is computed here.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function render({ model, el }) {
  const root = element("div", { class: "rnnkit rnnkit-wiring mathjax_ignore" });
  const picture = element("div", { class: "picture" });
  const matrix = element("div", { class: "matrix" });
  const odds = element("div", { class: "odds-table" });
  const status = element("p", { class: "status", role: "status",
                                "aria-live": "polite" });
  const bar = element("div", { class: "bar" });

  function key(part) {
    return part?.dataset.link ? `[data-link="${part.dataset.link}"]`
      : part?.dataset.state ? `[data-state="${part.dataset.state}"]` : null;
  }

  function nameOf(part) {
    const [from, to] = (part.dataset.link ?? "").split(" ");
    const out = part.querySelector("path[stroke-dasharray]") !== null;
    if (to) return [`link from ${from} to ${to}`, out];
    const zero = part.querySelector("rect[stroke-dasharray]") !== null;
    return [`state ${part.dataset.state} set to zero`, zero];
  }

  function drawPicture() {
    const focused = key(document.activeElement?.closest?.(
      "[data-link],[data-state]"));
    const mine = picture.contains(document.activeElement);
    picture.innerHTML = model.get("picture");
    // The drawing holds buttons, so it is a group and no single image.
    picture.querySelector("svg").setAttribute("role", "group");
    for (const part of picture.querySelectorAll("[data-link],[data-state]")) {
      const [name, pressed] = nameOf(part);
      part.setAttribute("role", "button");
      part.setAttribute("tabindex", "0");
      part.setAttribute("aria-label",
        part.dataset.link ? `${name}: cross out` : name);
      part.setAttribute("aria-pressed", String(pressed));
    }
    if (mine && focused) picture.querySelector(focused)?.focus();
  }

  function press(part) {
    if (!part) return;
    part.focus();
    model.send(part.dataset.link ? { link: part.dataset.link }
                                 : { state: part.dataset.state });
  }

  picture.addEventListener("click", (event) => {
    press(event.target.closest("[data-link],[data-state]"));
  });
  picture.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation(); // the notebook's own shortcuts stay away
    press(event.target.closest("[data-link],[data-state]"));
  });

  if (model.get("names").length > 1) {
    const select = element("select", { "aria-label": "wiring" });
    for (const name of model.get("names")) {
      select.append(element("option", { value: name }, name));
    }
    select.value = model.get("chosen");
    select.addEventListener("keydown", (event) => event.stopPropagation());
    select.addEventListener("change", () => {
      model.set("chosen", select.value);
      model.save_changes();
    });
    model.on("change:chosen", () => { select.value = model.get("chosen"); });
    bar.append(select);
  }
  const again = element("button", { type: "button" }, "Put everything back");
  again.addEventListener("click", () => model.send({ action: "again" }));
  again.addEventListener("keydown", (event) => event.stopPropagation());
  bar.append(again);

  const drawMatrix = () => { matrix.innerHTML = model.get("matrix"); };
  const drawOdds = () => { odds.innerHTML = model.get("odds"); };
  const drawWords = () => {
    status.textContent = model.get("words");
    status.classList.toggle("right", model.get("reached"));
  };
  model.on("change:picture", drawPicture);
  model.on("change:matrix", drawMatrix);
  model.on("change:odds", drawOdds);
  model.on("change:words", drawWords);
  model.on("change:reached", drawWords);
  drawPicture();
  drawMatrix();
  drawOdds();
  drawWords();
  root.append(bar, element("div", { class: "sides" }, picture, odds), status,
              matrix);
  el.append(root);
}

export default { render };
