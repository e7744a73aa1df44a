// SPDX-License-Identifier: MIT
// What every walk over points has in the browser: source panes, buttons, keys, a slider, and the
// talk with the kernel, which sends each source file and each point once; what is shown is then a
// matter of the page alone. Nothing is fetched from anywhere else.

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
  constructor(title, onNumber = null) {
    this.onNumber = onNumber;
    this.part = section("source", title);
    this.files = new Map();
    this.shown = null;
    this.remark = undefined;
    this.depth = 0;
    this.entered = null;
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
      if (number && this.onNumber) this.onNumber(`${path}:${number}`, event.shiftKey);
    });
    for (const [number, mark, html, label, remarks] of rows) {
      const row = this.row(number, mark, html, label);
      if (number !== null) numbered.set(number, { row, label });
      node.append(row);
      for (const remark of remarks) node.append(create("div", { className: "remark", innerHTML: remark }));
    }
    this.files.set(path, { node, numbered, remarked: this.remarked(rows) });
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
    if (!this.onNumber) return create("i", { className: "number" }, String(number));
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
    if (this.shown !== file) this.turnTo(file);
    if (here) this.mark(here.row, this.shown !== file);
    this.shown = file;
    this.enter(file.remarked.get(line), stack.length);
    const origin = here?.label ? `  from ${here.label}` : "";
    this.part.heading.replaceChildren(create("span", {}, create("b", {}, `${path}:${line}`), origin));
  }

  // The lines that a remark is about, each with it: from where its hunk begins to the end of the
  // function, since a remark may stand at a signature that no statement belongs to.
  remarked(rows) {
    const lines = new Map();
    rows.forEach(([, , , hunk, remarks], at) => {
      if (!remarks.length) return;
      const words = { hunk, html: remarks.join("") };
      let first = at;
      while (first > 0 && rows[first - 1][3] === hunk) first -= 1;
      for (let row = first; row < rows.length; row += 1) {
        if (rows[row][0] !== null) lines.set(rows[row][0], words);
        if (row > at && rows[row][2] === "}") break;
      }
    });
    return lines;
  }

  // What was said about the lines that this point comes to; not again on the way back from a call.
  enter(remark, depth) {
    this.entered = remark && remark !== this.remark && depth >= this.depth ? remark : null;
    this.remark = remark;
    this.depth = depth;
  }

  // Files stay in the page: to put one in anew would style each of its lines anew.
  turnTo(file) {
    this.shown?.node.classList.add("away");
    file.node.classList.remove("away");
    if (!file.node.isConnected) this.part.scroll.append(file.node);
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

// The C expression in a line of code under a place of the page: a name, with what stands before it
// as far as that leads to it (`zone->free_area[3].nr_free`); "" where there is none.
function expressionAt(x, y) {
  const range = document.caretRangeFromPoint?.(x, y);
  const place = range ?? document.caretPositionFromPoint?.(x, y);
  const node = range ? range.startContainer : place?.offsetNode;
  const code = node?.parentElement?.closest("code");
  if (!code || node.nodeType !== Node.TEXT_NODE) return "";
  const before = document.createRange();
  before.setStart(code, 0);
  before.setEnd(node, range ? range.startOffset : place.offset);
  const text = code.textContent;
  const at = before.toString().length;
  const word = /^\w*/.exec(text.slice(at))[0];
  const head = /(?:[A-Za-z_]\w*(?:\[[^\[\]]*\])*(?:->|\.))*\w*$/.exec(text.slice(0, at))[0];
  const found = head + word;
  return /^[A-Za-z_]/.test(found) ? found : "";
}

// What a widget adds: `panes()` (its source panes by name; one alone has the name ""), `stacks`
// (of a point, the call stack that each pane shows), `put` (paints a point), `neighbours`, `build`.
class Walker {
  constructor(model, el, ways, seeks) {
    this.model = model;
    this.ways = ways;
    this.seeks = seeks;
    this.points = new Map();
    this.asked = new Set();
    this.askedFiles = new Set();
    this.wanted = model.get("index");
    this.current = null;
    this.found = null;
    this.buttons = {};
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

  frame(className, label) {
    const root = create("div", {
      className,
      role: "group",
      tabIndex: 0,
      "aria-label": label,
      // JupyterLab would take the arrow keys for itself.
      "data-lm-suppress-shortcuts": "true",
    });
    root.addEventListener("keydown", (event) => this.pressed(event));
    this.spoken = create("span", { className: "unseen", role: "status", "aria-live": "polite" });
    this.note = create("div", { className: "note", hidden: true });
    return root;
  }

  sliderOf(what) {
    this.slider = create("input", { type: "range", min: 1, max: this.total(), value: 1, "aria-label": what });
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value) - 1));
    this.position = create("span", { className: "position" });
    return [this.slider, this.position];
  }

  button({ name, sign, key, keyName, says }) {
    const hint = create("span", { className: "key", "aria-hidden": "true" }, sign);
    const title = `${name}: ${says} (${keyName})`;
    const button = create("button", { type: "button", title, "aria-label": name, "aria-keyshortcuts": key }, hint, name);
    button.addEventListener("click", (event) => this.take(name, event.shiftKey));
    this.buttons[name] = button;
    return button;
  }

  allow(names, possible) {
    // Not `disabled`: a disabled button loses the focus, and with it the arrow keys.
    for (const name of names) this.buttons[name].setAttribute("aria-disabled", String(!possible));
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
    const way = [...this.ways, ...this.seeks].find(means);
    if (!way && !this.otherKey(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (way) this.take(way.name, event.shiftKey);
  }

  otherKey(key) {
    if (key === "Escape") this.forget();
    return key === "Escape";
  }

  take(name, shifted = false) {
    const seek = this.seeks.find((each) => each.name === name);
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
    return this.filesOf(point).length === 0;
  }

  // Finding

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
    const { said, html, failed, remark } = this.found;
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
    if (remark) this.spoken.textContent = `${point?.sentence ?? ""} ${said}`;
    else this.spoken.textContent = failed || html ? said : `${said}. ${point?.sentence ?? ""}`;
  }

  // Asking the kernel

  ask() {
    if (this.asked.size) return; // the answer under way asks again for what is wanted then
    this.request([this.wanted]);
  }

  request(indexes) {
    const points = indexes.filter((index) => !this.points.has(index) && !this.asked.has(index));
    const known = indexes.map((index) => this.points.get(index)).filter(Boolean);
    const missing = known.flatMap((point) => this.filesOf(point));
    const files = [...new Set(missing)].filter((key) => !this.askedFiles.has(key));
    if (!points.length && !files.length) return;
    points.forEach((index) => this.asked.add(index));
    files.forEach((key) => this.askedFiles.add(key));
    this.model.send({ points, files });
  }

  // The files that a point needs and that have not come yet, each as `name of its pane:path`.
  filesOf(point) {
    const innermost = Object.entries(this.stacks(point)).map(([name, stack]) => [name, stack.at(-1)?.[1]]);
    const missing = innermost.filter(([name, path]) => path && !this.panes()[name].has(path));
    return missing.map(([name, path]) => `${name}:${path}`);
  }

  keepFile(key, rows) {
    const [, name, path] = key.match(/^(.*?):(.*)$/);
    this.panes()[name].add(path, rows);
  }

  receive(content) {
    this.tell("stepper:answer");
    if (content.error) return this.fail(content.error);
    for (const [key, rows] of Object.entries(content.files)) this.keepFile(key, rows);
    for (const point of content.points) this.keep(point);
    if (content.found) this.arrive(content.found);
    const point = this.points.get(this.wanted);
    if (!point) return this.ask();
    if (!this.ready(point)) return this.request([this.wanted]);
    if (this.current !== this.wanted) this.paint(point);
    else this.request(this.near(point));
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
    this.complain(words);
  }

  near(point) {
    const last = this.total() - 1;
    const indexes = [point.index, ...this.neighbours(point)].filter((index) => index >= 0 && index <= last);
    return [...new Set(indexes)];
  }

  // Painting

  paint(point) {
    this.current = point.index;
    this.put(point);
    this.spoken.textContent = point.sentence;
    this.slider.value = point.index + 1;
    this.slider.setAttribute("aria-valuetext", point.heading);
    this.paintNote();
    this.root.dataset.point = point.index;
    this.tell("stepper:shown", point.index);
    if (this.model.get("index") !== point.index) {
      this.model.set("index", point.index);
      this.model.save_changes();
    }
    this.request(this.near(point));
  }

  // Most steps leave most panes as they are: those need no new layout. Says whether it is new.
  fill(pane, html, empty = "") {
    const shown = html || `nothing: ${empty}`;
    if (pane.shownHtml === shown) return false;
    pane.shownHtml = shown;
    if (html || !empty) pane.innerHTML = html;
    else pane.replaceChildren(create("div", { className: "nothing" }, empty));
    return true;
  }

  stackList(label) {
    return create("ol", { className: "stack", "aria-label": label });
  }

  paintStack(list, cpu, stack) {
    const calls = stack.map(([name, path, line]) => this.call(name, path, line));
    list.replaceChildren(create("li", {}, `cpu ${cpu}`), ...calls);
    list.scrollTop = list.scrollHeight; // of a deep stack the innermost calls
    list.scrollLeft = list.scrollWidth;
  }

  call(name, path, line) {
    const where = create("small", {}, `${path.split("/").at(-1)}:${line}`);
    return create("li", { title: `${path}:${line}` }, `${name}()`, where);
  }

  tell(type, detail = null) {
    this.root.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

