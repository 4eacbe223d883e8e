// Error against step, and what each step said, in words.

const W = 620, H = 390, LEFT = 58, RIGHT = 16, TOP = 16, BOTTOM = 44;
const KINDS = {
  at_eps: "At your eps, the plain difference", by_cost: "By the cost function alone", screening: "Screening",
  retuned: "At a better step", sequence: "In the sequence", beside: "Beside the point",
};

/** Whole decades around positive numbers. */
function decades(numbers, least) {
  const logs = numbers.filter((x) => Number.isFinite(x) && x > 0).map(Math.log10);
  if (!logs.length) return [-8, 0];
  let low = Math.floor(Math.min(...logs) - 0.15), high = Math.ceil(Math.max(...logs) + 0.15);
  while (high - low < least) { low -= 1; if (high - low < least) high += 1; }
  return [low, high];
}

function stepPlot(c) {
  const told = c.steps.filter((r) => r.kind !== "beside" && Number.isFinite(r.disagreement) && r.step > 0);
  const passes = num(report.tol) * c.scale;
  const best = told.filter((r) => r.kind !== "at_eps"), atEps = told.filter((r) => r.kind === "at_eps");
  const plain = best.filter((r) => r.difference !== null).map((r) => ({ ...r, error: Math.abs(r.difference - c.analytic) }));
  const xs = decades(told.map((r) => r.step), 4);
  const all = told.flatMap((r) => [Math.abs(r.disagreement), r.bar]).concat(plain.map((r) => r.error), passes);
  const ys = decades(all, 4);
  ys[0] = Math.max(ys[0], ys[1] - 18);
  const x = (step) => LEFT + ((Math.log10(step) - xs[0]) / (xs[1] - xs[0])) * (W - LEFT - RIGHT);
  const y = (e) => (e > 0 ? Math.min(H - BOTTOM, TOP + ((ys[1] - Math.log10(e)) / (ys[1] - ys[0])) * (H - TOP - BOTTOM)) : H - BOTTOM);
  const svg = s("svg.plot", { viewBox: `0 0 ${W} ${H}`, role: "group", "aria-label": `Error of ${c.path} against the step, both logarithmic` });
  const every = (low, high, most) => Math.ceil((high - low) / most);
  for (let k = xs[0]; k <= xs[1]; k += every(xs[0], xs[1], 8)) {
    svg.append(s("line.gridline", { x1: x(10 ** k), x2: x(10 ** k), y1: TOP, y2: H - BOTTOM }), s("text", { x: x(10 ** k), y: H - BOTTOM + 17, "text-anchor": "middle" }, `1e${k}`));
  }
  for (let k = ys[0]; k <= ys[1]; k += every(ys[0], ys[1], 7)) {
    svg.append(s("line.gridline", { x1: LEFT, x2: W - RIGHT, y1: y(10 ** k), y2: y(10 ** k) }), s("text", { x: LEFT - 8, y: y(10 ** k) + 4, "text-anchor": "end" }, `1e${k}`));
  }
  svg.append(s("text", { x: (LEFT + W - RIGHT) / 2, y: H - 6, "text-anchor": "middle" }, "step h"));
  if (passes > 0) {
    svg.append(s("rect.okay", { x: LEFT, y: y(passes), width: W - LEFT - RIGHT, height: Math.max(0, H - BOTTOM - y(passes)) }),
      s("line.okline", { x1: LEFT, x2: W - RIGHT, y1: y(passes), y2: y(passes) }), s("text.okay-text", { x: (LEFT + W - RIGHT) / 2, y: Math.min(y(passes) + 15, H - BOTTOM - 5), "text-anchor": "middle" }, "passes"));
  }
  guides(svg, told, { xs, ys, x, y });
  const path = [...best].sort((a, b) => a.step - b.step);
  if (path.length > 1) svg.append(s("path.path", { d: path.map((r, i) => `${i ? "L" : "M"}${x(r.step)} ${y(Math.abs(r.disagreement))}`).join("") }));
  for (const r of told) {
    if (Number.isFinite(r.bar) && r.bar > 0) svg.append(s("path.whisker", { d: `M${x(r.step)} ${y(Math.abs(r.disagreement))}V${y(r.bar)}M${x(r.step) - 5} ${y(r.bar)}h10` }));
  }
  const point = (r, error, shape, says) => {
    const g = s("g", { tabindex: "0", role: "img", "aria-label": says.replaceAll("\n", ", ") }, s("circle", { cx: x(r.step), cy: y(error), r: 13, fill: "transparent", stroke: "none" }), shape);
    g.addEventListener("pointermove", (e) => tip(says, e.clientX, e.clientY));
    g.addEventListener("pointerleave", () => tip(null));
    g.addEventListener("focus", () => { const b = g.getBoundingClientRect(); tip(says, b.right, b.bottom); });
    g.addEventListener("blur", () => tip(null));
    svg.append(g);
  };
  for (const r of plain) point(r, r.error, s("circle.plain", { cx: x(r.step), cy: y(r.error), r: 4 }), `plain difference\nstep      ${r.step}\nnumeric   ${r.difference}\nerror     ${r.error}`);
  const says = (r) => `${KINDS[r.kind].toLowerCase()}\nstep        ${r.step}\nerror       ${Math.abs(r.disagreement)}\nbar         ${r.bar}\nroundoff    ${r.roundoff ?? "–"}\ntruncation  ${r.truncation ?? "–"}`;
  for (const r of best) point(r, Math.abs(r.disagreement), s("circle.dot", { cx: x(r.step), cy: y(Math.abs(r.disagreement)), r: 5.5 }), says(r));
  for (const r of atEps) { const [a, b] = [x(r.step), y(Math.abs(r.disagreement))]; point(r, Math.abs(r.disagreement), s("path.eps", { d: `M${a} ${b - 7}l7 7-7 7-7-7Z` }), says(r)); }
  const key = (shape, text) => h("span", {}, s("svg", { width: 14, height: 14, viewBox: "0 0 14 14", "aria-hidden": "true" }, shape), text);
  const keys = h("div.keys", {},
    key(s("circle.dot", { cx: 7, cy: 7, r: 5 }), "best of this step"), key(s("path.whisker", { d: "M7 14V3M2 3h10" }), "its error bar"),
    plain.length > 0 && key(s("circle.plain", { cx: 7, cy: 7, r: 4 }), "plain difference"), atEps.length > 0 && key(s("path.eps", { d: "M7 1l6 6-6 6-6-6Z" }), "at your eps"),
    key(s("line.guide", { x1: 0, x2: 14, y1: 11, y2: 3 }), "slopes of roundoff and truncation"));
  keys.classList.add("plot");
  return told.length ? h("div", {}, svg, keys) : h("p.soft", {}, "Nothing was measured along this component.");
}

/** How roundoff (1/h) and truncation (h², and h⁴ once Simpson's rule has cancelled that) go on from where they were told. */
function guides(svg, told, { xs, ys, x, y }) {
  const largest = (key) => told.filter((r) => r[key] > 0).reduce((a, b) => (!a || b.step > a.step ? b : a), null);
  const smallest = (key) => told.filter((r) => r[key] > 0).reduce((a, b) => (!a || b.step < a.step ? b : a), null);
  const line = (r, start, power, label) => {
    if (!r) return;
    const at = (log) => Math.log10(start) + power * (log - Math.log10(r.step));
    const back = (e) => Math.log10(r.step) + (e - Math.log10(start)) / power;
    const ends = [xs[0], xs[1], back(ys[0]), back(ys[1])].filter((k) => k >= xs[0] - 1e-9 && k <= xs[1] + 1e-9 && at(k) >= ys[0] - 1e-9 && at(k) <= ys[1] + 1e-9).sort((a, b) => a - b);
    if (ends.length < 2) return;
    const [from, to] = [ends[0], ends[ends.length - 1]];
    svg.append(s("line.guide", { x1: x(10 ** from), y1: y(10 ** at(from)), x2: x(10 ** to), y2: y(10 ** at(to)) }));
    const end = power < 0 ? from : to;
    svg.append(s("text", { x: Math.min(Math.max(x(10 ** end) + (power < 0 ? 8 : -8), LEFT + 6), W - RIGHT - 4), y: Math.min(Math.max(y(10 ** at(end)) + 12, TOP + 12), H - BOTTOM - 6), "text-anchor": power < 0 ? "start" : "end" }, label));
  };
  const r = largest("truncation");
  line(smallest("roundoff"), smallest("roundoff")?.roundoff, -1, "1/h");
  line(r, r?.truncation, 2, "h²");
  line(r, r?.truncation, 4, "h⁴");
}

/** What each step said, in order. */
function history(c) {
  const passes = num(report.tol) * c.scale;
  const words = (r) => {
    const off = Math.abs(r.disagreement);
    if (!Number.isFinite(off)) return "nothing could be measured there";
    if (off > passes + r.bar) return r.kind === "at_eps" && c.verdict === "pass" ? "misses the gradient by more than the tolerance" : "disagrees with the gradient";
    return r.bar <= Math.max(passes, 1e-300) ? "agrees with the gradient" : "can’t tell, its bar is too wide";
  };
  const items = c.steps.map((r) => h("li", {}, h("b", {}, KINDS[r.kind]), `: ${words(r)}`,
    h("span.num", {}, Number.isFinite(r.disagreement) ? `h ${scientific(r.step, 1)} · off by ${brief(Math.abs(r.disagreement))} · bar ${brief(r.bar)}` : `h ${scientific(r.step, 1)}`)));
  const why = c.reason ? ` (${c.reason.replaceAll("_", " ")})` : "";
  const end = c.void && c.verdict === "pass" ? "cost and gradient are exactly flat: not verified" : c.verdict === "pass" ? `${c.block.verdict === "undecided" ? "not denied, but its block would notice too little" : "right"}: off by ${brief(c.error)}, bar ${brief(c.bar)}` : c.verdict === "fail" ? `wrong: off by ${brief(c.error)}, bar ${brief(c.bar)}` : `undecided${why}`;
  items.push(h(`li.end.${judged(c)}`, {}, h("b", {}, end)));
  return h("ol.history", {}, items);
}

/** A component that passes may still leave its block undecided. */
const judged = (c) => (c.verdict === "pass" && c.block.verdict === "undecided" ? "undecided" : c.verdict);

/** Components that the list offers. */
const OFFERED = 60;
function steps() {
  const shown = worstFirst.filter((c) => c.steps.length);
  if (!shown.length) return () => {};
  const box = section("steps"), offered = shown.slice(0, OFFERED);
  const select = h("select", { id: "component", "aria-label": "component" });
  const option = (c) => h("option", { value: c.path }, `${c.path}  (${judged(c)})`);
  select.append(...offered.map(option));
  const left = h("div"), right = h("div");
  const draw = (c) => {
    left.replaceChildren(h("div.picker", {}, h("label", { for: "component" }, "Component"), select, pill(judged(c))), stepPlot(c));
    right.replaceChildren(h("h3", { style: { fontSize: "14px", marginBottom: "12px" } }, "What each step said"), history(c));
    select.value = c.path;
  };
  select.addEventListener("change", () => { draw(offered.find((c) => c.path === select.value)); select.focus(); });
  box.append(h("div.card.stepbox", {}, left, right));
  // Of the gravest, the one that has the longest story.
  const gravest = offered.filter((c) => c.verdict === offered[0].verdict);
  draw(gravest.reduce((a, b) => (b.steps.length > a.steps.length ? b : a)));
  return (c, jump) => {
    if (!offered.includes(c)) { offered.push(c); select.append(option(c)); }
    draw(c);
    if (jump) { box.scrollIntoView({ behavior: "smooth" }); select.focus({ preventScroll: true }); }
  };
}
