// SPDX-License-Identifier: MIT
// One call on two trees in the browser: what `walk.js` (which stands before this) does not do.

const WAYS = [
  { name: "first", sign: "\u21e4", key: "Home", keyName: "Home key", says: "to the first row" },
  { name: "back", sign: "\u2190", key: "ArrowLeft", keyName: "left arrow key", says: "to the row before" },
  { name: "step", sign: "\u2192", key: "ArrowRight", keyName: "right arrow key", says: "to the next row, into calls" },
  { name: "over", sign: "\u2193", key: "ArrowDown", keyName: "down arrow key", says: "to the next row of this function, past its calls" },
  { name: "last", sign: "\u21e5", key: "End", keyName: "End key", says: "to the last row" },
  { name: "previous difference", sign: "\u21e7d", key: "Shift+d", keyName: "Shift and d", says: "to the row before at which a value begins to differ" },
  { name: "next difference", sign: "d", key: "d", keyName: "d", says: "to the next row at which a value begins to differ" },
  { name: "first difference", sign: "f", key: "f", keyName: "f", says: "to where the two part" },
];

const SIDES = ["left", "right"];

class Side {
  constructor(name, alone) {
    this.name = name;
    this.alone = alone;
    this.source = new SourcePane(`Source of ${name}`);
    this.title = create("h3", {});
    this.stack = create("ol", { className: "stack", "aria-label": `Call stack of ${name}, outermost first` });
    this.parts = Object.fromEntries(["board", "messages", "variables"].map((part) => [part, create("div")]));
    this.state = section("state", `Memory of ${name}`, ...Object.values(this.parts));
    this.state.heading.remove(); // the parts inside have headings of their own
    this.node = create("div", { className: "side", role: "group", "aria-label": name }, this.title, this.stack, this.source.part.node, this.state.node);
  }

  put(side, walker) {
    const only = create("small", {}, ...(side.waits ? ["waits: it has no such statement"] : this.alone()));
    this.title.replaceChildren(create("b", {}, this.name), ` ${side.place} `, only);
    this.node.classList.toggle("waits", side.waits);
    for (const [part, node] of Object.entries(this.parts)) walker.fill(node, side[part]);
    this.state.scroll.classList.toggle("stopped", side.stopped);
    walker.paintStack(this.stack, side.cpu, side.stack);
    if (side.stack.length) this.source.show(side.stack);
  }
}

class BeforeAfter extends Walker {
  constructor(model, el) {
    super(model, el, WAYS, []);
  }

  panes() {
    return { left: this.sides.left.source, right: this.sides.right.source };
  }

  stacks(row) {
    return { left: row.left.stack, right: row.right.stack };
  }

  // Building the page

  build(el) {
    const names = this.model.get("names");
    this.root = this.frame("interp-stepper before-after", `Before and after: ${this.model.get("title")}`);
    this.sides = Object.fromEntries(SIDES.map((side, number) => [side, new Side(names[number], this.alone(number))]));
    this.told = create("p", { className: "told" });
    this.differences = create("div");
    const apart = section("apart", "Different here (marked \u2022 on the boards)", this.differences);
    const sides = create("div", { className: "sides" }, ...SIDES.map((side) => this.sides[side].node));
    this.scrollTogether();
    this.root.append(this.toolbar(), this.track(), this.note, this.told, sides, apart.node);
    el.append(this.root);
  }

  alone(number) {
    const stretches = this.model.get("strip").alone.filter(([, , side]) => side === number);
    const rows = stretches.reduce((sum, [, count]) => sum + count, 0);
    // The colour and the height of its stretches on the strip.
    const swatch = () => create("span", { className: "swatch", "aria-hidden": "true" }, create("i", { className: SIDES[number] }));
    return () => [`${rows} statements only here`, swatch()];
  }

  toolbar() {
    const buttons = WAYS.map((way) => this.button(way));
    return create("div", { className: "bar find", role: "toolbar", "aria-label": "Steps" }, ...buttons, this.spoken);
  }

  // The slider, and under it a strip: stretches that one side has alone, and where values part.
  track() {
    const [slider, position] = this.sliderOf("row");
    const { alone, differences } = this.model.get("strip");
    const marks = [
      ...alone.map(([first, count, side]) => this.mark(first, count, SIDES[side])),
      ...differences.map((row) => this.mark(row, 1, "difference")),
    ];
    const strip = create("div", { className: "strip", "aria-hidden": "true" }, ...marks);
    strip.title = "rows that only the left (above) or the right (below) has; a black line: values begin to differ";
    return create("div", { className: "bar" }, create("div", { className: "track" }, slider, strip), position);
  }

  mark(first, count, kind) {
    const share = 100 / this.total();
    const node = create("i", { className: kind });
    node.style.left = `${first * share}%`;
    if (kind !== "difference") node.style.width = `${count * share}%`;
    return node;
  }

  scrollTogether() {
    const [left, right] = SIDES.map((side) => this.sides[side].state.scroll);
    for (const [one, other] of [[left, right], [right, left]]) {
      one.addEventListener("scroll", () => {
        if (other.scrollTop !== one.scrollTop) other.scrollTop = one.scrollTop;
      });
    }
  }

  neighbours(row) {
    const { index } = row;
    const far = ["over", "next difference", "previous difference", "first difference"].map((name) => row[name] ?? -1);
    return [index + 1, index - 1, index + 2, index - 2, ...far];
  }

  // Painting

  put(row) {
    const last = this.total() - 1;
    this.position.textContent = `row ${row.index + 1} of ${last + 1}`;
    this.told.textContent = row.told;
    this.told.classList.toggle("parts", row.parts);
    this.fill(this.differences, row.differences);
    for (const side of SIDES) this.sides[side].put(row[side], this);
    this.allow(["first", "back"], row.index > 0);
    this.allow(["step", "over", "last"], row.index < last);
    for (const name of ["next difference", "previous difference", "first difference"]) this.allow([name], row[name] !== null);
  }

  complain(words) {
    this.told.replaceChildren(create("span", { className: "wrong", role: "alert" }, words));
  }
}

function render({ model, el }) {
  const walker = new BeforeAfter(model, el);
  return () => walker.close();
}

export default { render };
