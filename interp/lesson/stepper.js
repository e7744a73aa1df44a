// SPDX-License-Identifier: MIT
// The stepper in the browser. The kernel sends each source file and each point once; what is
// shown is then a matter of this page alone. Nothing is fetched from anywhere else.

const WAYS = [
  { name: "first", sign: "\u21e4", key: "Home", keyName: "Home key", says: "to the first point" },
  { name: "back", sign: "\u2190", key: "ArrowLeft", keyName: "left arrow key", says: "to the point before" },
  { name: "step", sign: "\u2192", key: "ArrowRight", keyName: "right arrow key", says: "to the next statement, into calls" },
  { name: "over", sign: "\u2193", key: "ArrowDown", keyName: "down arrow key", says: "to the next statement of this function, past its calls" },
  { name: "out", sign: "\u2191", key: "ArrowUp", keyName: "up arrow key", says: "to where this function has returned" },
  { name: "last", sign: "\u21e5", key: "End", keyName: "End key", says: "to the last point" },
];

// The `known` lead where the point says; the others the kernel finds, the `field` ones with what
// stands in the text field.
const SEEKS = [
  { name: "back over", sign: "\u21e7\u2193", key: "Shift+ArrowDown", keyName: "Shift and down arrow key", says: "to the statement before of this function, past its calls", known: true },
  { name: "back out", sign: "\u21e7\u2191", key: "Shift+ArrowUp", keyName: "Shift and up arrow key", says: "to where this function was called", known: true },
  { name: "next hunk", sign: "h", key: "h", keyName: "h", says: "to the next point that comes to a hunk of the patch; with Shift to the one before", back: "previous hunk" },
  { name: "first broken", sign: "b", key: "b", keyName: "b", says: "to where an invariant breaks for good" },
  { name: "macros", sign: "m", key: "m", keyName: "m", says: "what macros made of this line" },
  { name: "previous", sign: "p", key: "p", keyName: "p", says: "to the change before of the expression in the field, or back to its line", field: true },
  { name: "next", sign: "n", key: "n", keyName: "n", says: "to the next change of the expression in the field, or to its line", field: true },
];

const PANES = ["messages", "changes", "variables", "board", "counters"];

const KEPT_POINTS = 5000;

function create(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function section(area, title, ...panes) {
  const heading = create("h4", {}, title);
  const scroll = create("div", { className: "scroll" }, ...panes);
  const node = create("section", { className: area, "aria-label": title }, heading, scroll);
  return { node, heading, scroll };
}

class SourcePane {
  constructor(onNumber) {
    this.onNumber = onNumber;
    this.part = section("source", "Source");
    this.files = new Map();
    this.shown = null;
    this.marked = [];
  }

  has(path) {
    return this.files.has(path);
  }

  add(path, rows) {
    if (this.has(path)) return;
    const numbered = new Map();
    const node = create("div", { className: "rows" });
    node.addEventListener("click", (event) => {
      const number = event.target.closest(".number")?.textContent;
      if (number) this.onNumber(`${path}:${number}`, event.shiftKey);
    });
    for (const [number, mark, html, label, remarks] of rows) {
      const row = this.row(number, mark, html, label);
      if (number !== null) numbered.set(number, { row, label });
      node.append(row);
      for (const remark of remarks) node.append(create("div", { className: "remark", innerHTML: remark }));
    }
    this.files.set(path, { node, numbered, scrollTop: 0 });
  }

  row(number, mark, html, label) {
    const kind = { "+": "row added", "-": "row removed" }[mark] ?? "row";
    const row = create("div", { className: kind });
    row.append(
      create("i", { className: "arrow" }),
      this.number(number),
      create("i", { className: "mark", title: label }, mark),
      create("code", { innerHTML: html || " " }),
    );
    row.querySelector("code").style.cssText = "background:none;padding:0;font:inherit;color:inherit";
    return row;
  }

  number(number) {
    if (number === null) return create("i", { className: "number" });
    const title = `run to line ${number} (with Shift: back to it; by keyboard: /, :${number}, Enter)`;
    return create("i", { className: "number runs", title }, String(number));
  }

  show(stack) {
    const [, path, line] = stack.at(-1);
    const file = this.files.get(path);
    if (!file) return;
    for (const row of this.marked) {
      row.classList.remove("current", "calling");
      row.removeAttribute("aria-current");
    }
    const callers = stack.slice(0, -1).filter(([, where]) => where === path);
    this.marked = callers.map(([, , at]) => file.numbered.get(at)?.row).filter(Boolean);
    for (const row of this.marked) row.classList.add("calling");
    const here = file.numbered.get(line);
    if (this.shown !== file) this.part.scroll.replaceChildren(file.node);
    if (here) this.mark(here.row, this.shown !== file);
    this.shown = file;
    const origin = here?.label ? `  from ${here.label}` : "";
    this.part.heading.replaceChildren(create("span", {}, create("b", {}, `${path}:${line}`), origin));
  }

  mark(row, fresh) {
    row.classList.remove("calling");
    row.classList.add("current");
    row.setAttribute("aria-current", "step");
    this.marked.push(row);
    const pane = this.part.scroll;
    const above = row.offsetTop - pane.offsetTop - pane.scrollTop;
    const margin = Math.min(60, pane.clientHeight / 4);
    if (fresh || above < margin || above > pane.clientHeight - margin) {
      pane.scrollTop = row.offsetTop - pane.offsetTop - pane.clientHeight * 0.4;
    }
  }
}

class Stepper {
  constructor(model, el) {
    this.model = model;
    this.points = new Map();
    this.asked = new Set();
    this.askedFiles = new Set();
    this.wanted = model.get("index");
    this.current = null;
    this.build(el);
    this.onMessage = (content) => this.receive(content);
    this.onMove = () => this.show(this.model.get("index"));
    model.on("msg:custom", this.onMessage);
    model.on("change:index", this.onMove);
    this.show(this.wanted);
  }

  close() {
    this.model.off("msg:custom", this.onMessage);
    this.model.off("change:index", this.onMove);
  }

  // Building the page

  build(el) {
    this.source = new SourcePane((place, back) => this.seek(place, back));
    this.panes = Object.fromEntries(PANES.map((name) => [name, create("div")]));
    this.root = create("div", {
      className: "interp-stepper",
      role: "group",
      tabIndex: 0,
      "aria-label": `Stepper: ${this.model.get("title")}`,
      // JupyterLab would take the arrow keys for itself.
      "data-lm-suppress-shortcuts": "true",
    });
    this.stack = create("ol", { className: "stack", "aria-label": "Call stack, outermost first" });
    this.note = create("div", { className: "note", hidden: true });
    this.found = null;
    this.root.append(this.toolbar(), this.seekbar(), this.note, this.stack, this.main());
    this.root.addEventListener("keydown", (event) => this.pressed(event));
    el.append(this.root);
  }

  toolbar() {
    this.buttons = Object.fromEntries(WAYS.map((way) => [way.name, this.button(way)]));
    this.slider = create("input", { type: "range", min: 1, max: this.total(), value: 1, "aria-label": "point" });
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value) - 1));
    this.position = create("span", { className: "position" });
    this.spoken = create("span", { className: "unseen", role: "status", "aria-live": "polite" });
    const buttons = Object.values(this.buttons);
    return create("div", { className: "bar", role: "toolbar", "aria-label": "Steps" }, ...buttons, this.slider, this.position, this.spoken);
  }

  seekbar() {
    const seeks = SEEKS.map((seek) => [seek.name, this.button(seek)]);
    Object.assign(this.buttons, Object.fromEntries(seeks));
    this.field = create("input", {
      type: "text",
      spellcheck: false,
      placeholder: "C expression, or :line",
      title: "next and previous go to the changes of this expression, or to this line (/ comes here; Enter, Shift and Enter; Escape leaves)",
      "aria-label": "C expression or line",
      "aria-keyshortcuts": "/",
    });
    this.field.addEventListener("keydown", (event) => this.typed(event));
    const placed = ([name]) => !SEEKS.find((seek) => seek.name === name).field;
    const plain = seeks.filter(placed).map(([, button]) => button);
    return create("div", { className: "bar find", role: "toolbar", "aria-label": "Find" }, ...plain, this.field, this.buttons.previous, this.buttons.next);
  }

  button({ name, sign, key, keyName, says }) {
    const hint = create("span", { className: "key", "aria-hidden": "true" }, sign);
    const title = `${name}: ${says} (${keyName})`;
    const button = create("button", { type: "button", title, "aria-label": name, "aria-keyshortcuts": key }, hint, name);
    button.addEventListener("click", (event) => this.take(name, event.shiftKey));
    return button;
  }

  main() {
    const state = section("state", "Memory and counters", this.panes.board, this.panes.counters);
    const written = section("changed", "Changed by this step", this.panes.messages, this.panes.changes);
    const locals = section("locals", "Variables", this.panes.variables);
    state.heading.remove(); // the parts inside have headings of their own
    const notes = create("div", { className: "notes" }, locals.node, written.node);
    this.written = written;
    // A line of the table of changes: its expression is a button, its whole row takes the mouse.
    this.panes.changes.addEventListener("click", (event) => {
      const where = event.target.closest("tr")?.querySelector("button.where")?.textContent;
      if (where) this.seek(where, event.shiftKey);
    });
    return create("div", { className: "main" }, this.source.part.node, notes, state.node);
  }

  // Moving

  total() {
    return this.model.get("total");
  }

  pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const pressed = (event.shiftKey ? "shift+" : "") + key.toLowerCase();
    const means = (each) => [each.key.toLowerCase(), each.back && `shift+${each.key}`].includes(pressed);
    const way = [...WAYS, ...SEEKS].find(means);
    if (!way && event.key !== "/" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (way) this.take(way.name, event.shiftKey);
    else if (event.key === "/") this.field.select();
    else this.forget();
  }

  typed(event) {
    event.stopPropagation(); // here an arrow moves the cursor, and a letter is a letter
    if (event.key === "Escape") this.root.focus();
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.take(event.shiftKey ? "previous" : "next");
  }

  take(name, shifted = false) {
    const seek = SEEKS.find((each) => each.name === name);
    if (seek && !seek.known) return this.find((shifted && seek.back) || name, seek.field ? this.field.value : "");
    const target = this.target(name);
    if (target !== null) this.show(target);
  }

  target(name) {
    const last = this.total() - 1;
    const here = this.wanted;
    if (name === "first") return 0;
    if (name === "last") return last;
    if (name === "back") return Math.max(here - 1, 0);
    if (name === "step") return Math.min(here + 1, last);
    return this.points.get(here)?.[name] ?? null;
  }

  show(index) {
    this.wanted = Math.min(Math.max(index, 0), this.total() - 1);
    const point = this.points.get(this.wanted);
    if (point && this.ready(point)) this.paint(point);
    else this.ask();
  }

  ready(point) {
    return point.stack.every(([, path], depth) => depth < point.stack.length - 1 || this.source.has(path));
  }

  // Finding

  seek(what, back) {
    this.field.value = what;
    this.take(back ? "previous" : "next");
  }

  find(how, what) {
    this.root.setAttribute("aria-busy", "true");
    this.model.send({ find: { how, what, at: this.wanted } });
  }

  arrive(found) {
    this.root.removeAttribute("aria-busy");
    if (found.at !== this.wanted) return; // the reader has gone on meanwhile
    this.found = found;
    const moves = found.index !== this.current;
    this.show(found.index);
    if (!moves) this.paintNote();
  }

  forget() {
    this.found = null;
    this.paintNote();
  }

  paintNote() {
    if (this.found?.index !== this.wanted) this.found = null;
    this.note.hidden = this.found === null;
    if (this.found === null) return;
    const { said, html, failed } = this.found;
    this.note.className = failed ? "note wrong" : "note";
    if (html) this.note.innerHTML = html;
    else this.note.replaceChildren(said);
    const close = create("button", { type: "button", className: "close", title: "close (Escape)", "aria-label": "close" }, "\u00d7");
    close.addEventListener("click", () => {
      this.forget();
      this.root.focus();
    });
    this.note.prepend(close);
    const point = this.points.get(this.wanted);
    this.spoken.textContent = failed || html ? said : `${said}. ${point?.sentence ?? ""}`;
  }

  // Asking the kernel

  ask() {
    if (this.asked.size) return; // the answer under way asks again for what is wanted then
    this.request([this.wanted]);
  }

  request(indexes) {
    const points = indexes.filter((index) => !this.points.has(index) && !this.asked.has(index));
    const known = indexes.map((index) => this.points.get(index)).filter(Boolean);
    const files = this.filesOf(known);
    if (!points.length && !files.length) return;
    points.forEach((index) => this.asked.add(index));
    files.forEach((path) => this.askedFiles.add(path));
    this.model.send({ points, files });
  }

  filesOf(points) {
    const paths = points.map((point) => point.stack.at(-1)?.[1]).filter(Boolean);
    return [...new Set(paths)].filter((path) => !this.source.has(path) && !this.askedFiles.has(path));
  }

  receive(content) {
    this.tell("stepper:answer");
    if (content.error) return this.fail(content.error);
    for (const [path, rows] of Object.entries(content.files)) this.source.add(path, rows);
    for (const point of content.points) this.keep(point);
    if (content.found) this.arrive(content.found);
    const point = this.points.get(this.wanted);
    if (!point) return this.ask();
    if (!this.ready(point)) return this.request([this.wanted]);
    if (this.current !== this.wanted) this.paint(point);
    else this.request(this.neighbours(point));
  }

  keep(point) {
    this.asked.delete(point.index);
    this.points.set(point.index, point);
    if (this.points.size > KEPT_POINTS) this.points.delete(this.points.keys().next().value);
  }

  fail(words) {
    this.asked.clear();
    this.askedFiles.clear();
    this.root.removeAttribute("aria-busy");
    this.panes.messages.replaceChildren(create("div", { className: "wrong", role: "alert" }, words));
  }

  neighbours(point) {
    const last = this.total() - 1;
    const near = [point.index, point.index + 1, point.index - 1, point.over, point.out, point.index + 2, point.index - 2, point["back over"]];
    return [...new Set(near)].filter((index) => index >= 0 && index <= last);
  }

  // Painting

  paint(point) {
    this.current = point.index;
    for (const name of PANES) this.panes[name].innerHTML = point[name];
    this.say(this.panes.variables, point.variables, "no variables here");
    this.say(this.panes.changes, point.changes + point.messages, "no memory was written");
    this.written.scroll.classList.toggle("stopped", point.stopped);
    this.linkChanges();
    this.paintPlace(point);
    this.paintNote();
    this.root.dataset.point = point.index;
    this.tell("stepper:shown", point.index);
    if (this.model.get("index") !== point.index) {
      this.model.set("index", point.index);
      this.model.save_changes();
    }
    this.request(this.neighbours(point));
  }

  linkChanges() {
    for (const row of this.panes.changes.querySelectorAll("tr")) {
      const cell = row.querySelector("td");
      if (!cell) continue;
      row.classList.add("runs");
      const title = `${cell.textContent}: to its next change (with Shift: to the one before)`;
      cell.replaceChildren(create("button", { type: "button", className: "where", title }, ...cell.childNodes));
    }
  }

  say(pane, content, words) {
    if (!content) pane.replaceChildren(create("div", { className: "nothing" }, words));
  }

  paintPlace(point) {
    const last = this.total() - 1;
    this.position.textContent = `point ${point.index + 1} of ${last + 1}`;
    this.spoken.textContent = point.sentence;
    this.slider.value = point.index + 1;
    this.slider.setAttribute("aria-valuetext", point.heading);
    for (const name of ["first", "back", "back over", "back out"]) this.allow(name, point.index > 0);
    for (const name of ["step", "over", "out", "last"]) this.allow(name, point.index < last);
    const calls = point.stack.map(([name, path, line]) => this.call(name, path, line));
    this.stack.replaceChildren(create("li", {}, `cpu ${point.cpu}`), ...calls);
    this.stack.scrollTop = this.stack.scrollHeight; // of a deep stack the innermost calls
    if (point.stack.length) this.source.show(point.stack);
  }

  call(name, path, line) {
    const where = create("small", {}, `${path.split("/").at(-1)}:${line}`);
    return create("li", { title: `${path}:${line}` }, `${name}()`, where);
  }

  allow(name, possible) {
    // Not `disabled`: a disabled button loses the focus, and with it the arrow keys.
    this.buttons[name].setAttribute("aria-disabled", String(!possible));
  }

  tell(type, detail = null) {
    this.root.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

function render({ model, el }) {
  const stepper = new Stepper(model, el);
  return () => stepper.close();
}

export default { render };
