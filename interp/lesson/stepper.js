// SPDX-License-Identifier: MIT
// The stepper in the browser: what `walk.js` (which stands before this) does not do for it.

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

class Stepper extends Walker {
  constructor(model, el) {
    super(model, el, WAYS, SEEKS);
  }

  panes() {
    return { "": this.source };
  }

  stacks(point) {
    return { "": point.stack };
  }

  // Building the page

  build(el) {
    this.root = this.frame("interp-stepper", `Stepper: ${this.model.get("title")}`);
    this.source = new SourcePane("Source", (place, back) => this.seek(place, back));
    this.parts = Object.fromEntries(PANES.map((name) => [name, create("div")]));
    this.stack = this.stackList("Call stack, outermost first");
    this.root.append(this.toolbar(), this.seekbar(), this.note, this.stack, this.main());
    this.buildHover();
    el.append(this.root);
  }

  // What the mouse rests on in the source, or a button of the variables: type, value, history.
  buildHover() {
    this.hover = create("div", { className: "hover", role: "tooltip", hidden: true });
    this.root.append(this.hover);
    const pane = this.source.part.scroll;
    pane.addEventListener("mousemove", (event) => {
      const what = expressionAt(event.clientX, event.clientY);
      if (what === this.hovered) return;
      this.leave();
      if (!what) return;
      this.hovered = what;
      const place = [event.clientX, event.clientY];
      this.resting = setTimeout(() => this.askAbout(what, place), 250);
    });
    pane.addEventListener("mouseleave", () => this.leave());
    pane.addEventListener("scroll", () => this.leave());
    this.parts.variables.addEventListener("click", (event) => {
      const name = event.target.closest("tr")?.querySelector("button.where")?.textContent;
      if (name) this.find("about", name);
    });
  }

  leave() {
    clearTimeout(this.resting);
    this.hovered = "";
    this.hover.hidden = true;
  }

  askAbout(what, place) {
    this.hoverPlace = place;
    this.model.send({ about: { what, at: this.wanted } });
  }

  receive(content) {
    if (!content.about) return super.receive(content);
    const { what, at, html, failed } = content.about;
    if (failed || what !== this.hovered || at !== this.wanted) return;
    this.hover.innerHTML = html;
    this.hover.hidden = false;
    const [x, y] = this.hoverPlace;
    const root = this.root.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.hover;
    const below = y - root.top + 14;
    const above = y - root.top - offsetHeight - 10;
    this.hover.style.left = `${Math.max(Math.min(x - root.left, root.width - offsetWidth - 8), 4)}px`;
    this.hover.style.top = `${below + offsetHeight < root.height ? below : Math.max(above, 2)}px`;
  }

  toolbar() {
    const buttons = WAYS.map((way) => this.button(way));
    return create("div", { className: "bar", role: "toolbar", "aria-label": "Steps" }, ...buttons, ...this.sliderOf("point"), this.spoken);
  }

  seekbar() {
    const plain = SEEKS.filter((seek) => !seek.field).map((seek) => this.button(seek));
    const ofField = SEEKS.filter((seek) => seek.field).map((seek) => this.button(seek));
    this.field = create("input", {
      type: "text",
      spellcheck: false,
      placeholder: "C expression, or :line",
      title: "next and previous go to the changes of this expression, or to this line (/ comes here; Enter, Shift and Enter; Escape leaves)",
      "aria-label": "C expression or line",
      "aria-keyshortcuts": "/",
    });
    this.field.addEventListener("keydown", (event) => this.typed(event));
    return create("div", { className: "bar find", role: "toolbar", "aria-label": "Find" }, ...plain, this.field, ...ofField);
  }

  main() {
    const { board, counters, messages, changes, variables } = this.parts;
    const state = section("state", "Memory and counters", board, counters);
    const written = section("changed", "Changed by this step", messages, changes);
    const locals = section("locals", "Variables", variables);
    state.heading.remove(); // the parts inside have headings of their own
    const notes = create("div", { className: "notes" }, locals.node, written.node);
    this.written = written;
    // A line of the table of changes: its expression is a button, its whole row takes the mouse.
    changes.addEventListener("click", (event) => {
      const where = event.target.closest("tr")?.querySelector("button.where")?.textContent;
      if (where) this.seek(where, event.shiftKey);
    });
    return create("div", { className: "main" }, this.source.part.node, notes, state.node);
  }

  // Moving

  otherKey(key) {
    if (key === "/") this.field.select();
    if (key === "Escape") this.leave();
    return key === "/" || super.otherKey(key);
  }

  typed(event) {
    event.stopPropagation(); // here an arrow moves the cursor, and a letter is a letter
    if (event.key === "Escape") this.root.focus();
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.take(event.shiftKey ? "previous" : "next");
  }

  seek(what, back) {
    this.field.value = what;
    this.take(back ? "previous" : "next");
  }

  neighbours({ index, over, out, "back over": backOver }) {
    return [index + 1, index - 1, over, out, index + 2, index - 2, backOver];
  }

  // Painting

  put(point) {
    const empty = { variables: "no variables here", changes: point.messages ? "" : "no memory was written" };
    for (const name of PANES) {
      const isNew = this.fill(this.parts[name], point[name], empty[name]);
      if (isNew && name === "changes") this.link(this.parts.changes, "to its next change (with Shift: to the one before)");
      if (isNew && name === "variables") this.link(this.parts.variables, "its address and its last values");
    }
    this.leave();
    this.written.scroll.classList.toggle("stopped", point.stopped);
    this.paintPlace(point);
  }

  paintPlace(point) {
    const last = this.total() - 1;
    this.position.textContent = `point ${point.index + 1} of ${last + 1}`;
    this.allow(["first", "back", "back over", "back out"], point.index > 0);
    this.allow(["step", "over", "out", "last"], point.index < last);
    this.paintStack(this.stack, point.cpu, point.stack);
    if (point.stack.length) this.source.show(point.stack);
  }

  // The first cell of each row becomes a button that says what a click does.
  link(part, says) {
    for (const row of part.querySelectorAll("tr")) {
      const cell = row.querySelector("td");
      if (!cell) continue;
      row.classList.add("runs");
      const title = `${cell.textContent}: ${says}`;
      cell.replaceChildren(create("button", { type: "button", className: "where", title, "aria-label": title }, ...cell.childNodes));
    }
  }

  // A step that comes to a hunk shows what was said about it.
  paintNote() {
    const { entered } = this.source;
    if (this.found === null && entered) {
      const said = create("div", { innerHTML: entered.html.replaceAll("</div>", " </div>") }).textContent;
      const html = `<b>${entered.hunk}</b>${entered.html}`;
      this.found = { index: this.wanted, said: `${entered.hunk}: ${said}`, html, remark: true };
      this.source.entered = null;
    }
    super.paintNote();
  }

  complain(words) {
    delete this.parts.messages.shownHtml;
    this.parts.messages.replaceChildren(create("div", { className: "wrong", role: "alert" }, words));
  }
}

function render({ model, el }) {
  const stepper = new Stepper(model, el);
  return () => stepper.close();
}

export default { render };
