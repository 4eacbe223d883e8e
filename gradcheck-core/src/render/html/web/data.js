// The report's numbers, and how they are written.

const OTHER = { NaN: NaN, inf: Infinity, "-inf": -Infinity };
const num = (x) => (x === null || x === undefined ? null : typeof x === "string" ? OTHER[x] : x);
const report = JSON.parse(document.getElementById("report").textContent);

/** An exponent as Rust writes it. */
const scientific = (x, digits) => x.toExponential(digits).replace("e+", "e");
/** Six digits, an exponent where it helps. */
function value(x) {
  if (x === null) return "–";
  if (x === 0 || !Number.isFinite(x)) return String(x);
  const size = Math.abs(x);
  return size < 1e-4 || size >= 1e6 ? scientific(x, 5) : x.toPrecision(6);
}
/** A relative error or a bar: two or three digits. */
function brief(x) {
  if (x === null || !Number.isFinite(x)) return "–";
  if (x === 0) return "0";
  return x >= 0.01 && x < 1000 ? x.toFixed(3) : scientific(x, 1);
}
/** A setting, as a person writes it. */
const setting = (x) => (x >= 1e-3 && x < 1e4 ? String(x) : scientific(x));
const withBar = (text, bar) => (Number.isFinite(bar) ? `${text} ± ${scientific(bar, 0)}` : text);
const count = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;

/** An element: `h("p.soft", {title: ".."}, "text", child)`. */
function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  return fill(document.createElement(tag), classes, attributes, children);
}
function s(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), classes, attributes, children);
}
function fill(element, classes, attributes, children) {
  classes.forEach((c) => element.classList.add(c));
  for (const [key, x] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), x);
    else if (key === "style") Object.assign(element.style, x);
    else if (x !== null && x !== undefined && x !== false) element.setAttribute(key, x === true ? "" : x);
  }
  element.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

const ICON = { pass: "✓", fail: "✕", undecided: "?" };
const pill = (verdict, text = verdict) => h(`span.pill.${verdict}`, {}, h("span", { "aria-hidden": "true" }, ICON[verdict]), text);
const section = (id) => { const found = document.getElementById(id); found.hidden = false; return found; };

for (const block of report.blocks) {
  for (const c of block.components) {
    for (const key of ["theta", "analytic", "numeric", "bar", "numeric_at_eps", "relative_error"]) c[key] = num(c[key]);
    c.error = Math.abs(c.analytic - c.numeric);
    c.scale = Math.max(Math.abs(c.analytic), Math.abs(c.numeric) || 0);
    c.block = block;
    c.void = !c.verified || Number.isNaN(c.numeric);
    for (const r of c.steps) for (const key of ["step", "disagreement", "bar", "roundoff", "truncation", "difference"]) r[key] = num(r[key]);
  }
}
const components = report.blocks.flatMap((b) => b.components);
const GRAVITY = { fail: 0, undecided: 1, pass: 2 };
const weight = (c) => (Number.isNaN(c.error) ? Infinity : c.relative_error);
const worstFirst = [...components].sort((a, b) => GRAVITY[a.verdict] - GRAVITY[b.verdict] || weight(b) - weight(a) || b.error - a.error || 0);

/** Everything about a component, to the last digit. */
const exact = (c) => [
  c.path + (c.beside ? " (beside the point)" : ""),
  `θ         ${c.theta}`, `analytic  ${c.analytic}`,
  `numeric   ${c.numeric}${Number.isFinite(c.bar) ? ` ± ${scientific(c.bar, 1)}` : ""}`,
  `error     ${c.error}`, `relative  ${brief(c.relative_error)}`,
  c.void ? (Number.isNaN(c.numeric) ? "not measured" : "not verified: exactly flat here") : c.verdict,
].join("\n");
