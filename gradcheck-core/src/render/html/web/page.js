// The page, from top to bottom.

const CHECK = { gradient: "Gradient check", jacobian: "Jacobian check", hessian: "Hessian check", hessian_product: "Hessian product check", pullback: "Pullback check" };
const title = report.name + (report.point ? ` (${report.point})` : "");
const written = document.querySelector("meta[name=grad-check-written]");

/** The headline without the name of the check, split into what and why. */
function story() {
  const text = report.headline.slice(report.headline.indexOf(`: ${title}: `) + title.length + 4);
  const inner = report.verdict === "fail" && text.match(/^(.*?) \((.*)\)$/s);
  if (inner) return [inner[1], inner[2].split("; ")];
  if (report.verdict === "pass") {
    const found = text.match(/^relative error (\S+)(?: \((.*?)\))?, (would notice .*?), \d+ evaluation/s);
    if (found) return [`Right, to a relative error of ${found[1]}`, [found[2], found[3]].filter(Boolean)];
  }
  return [text, []];
}

function hero() {
  const [what, why] = story(), e = report.evaluations;
  const facts = [
    ["where", `${report.file}:${report.line}`], report.eps !== null && ["eps", setting(num(report.eps))], ["tol", setting(num(report.tol))], ["must notice", setting(num(report.must_notice))], ["precision", report.precision],
    report.seed !== null && ["seed", report.seed], report.cost !== null && ["cost", value(num(report.cost))], report.outputs !== null && ["outputs", report.outputs],
    report.blocks.length > 0 && ["relative error", withBar(brief(num(report.relative_error)), num(report.relative_error_bar))], ["components", (report.probing?.components ?? components.length).toLocaleString("en")],
    ["evaluations", e.full.toLocaleString("en") + (e.cost_only ? ` + ${e.cost_only.toLocaleString("en")} of the cost` : "") + (e.experiments ? `, ${e.experiments} of them experiments` : "")],
  ].filter(Boolean);
  const command = report.rerun;
  const copy = h("button.copy", { type: "button", onclick: () => navigator.clipboard?.writeText(command).then(() => { copy.textContent = "Copied"; setTimeout(() => (copy.textContent = "Copy"), 1500); }) }, "Copy");
  section("hero").append(h(`div.card.hero.${report.verdict}`, {},
    h("div.what", {}, pill(report.verdict, { pass: "Passed", fail: "Failed", undecided: "Undecided" }[report.verdict]), h("span", {}, `${CHECK[report.check]} of `, h("code", {}, title))),
    h("h1", {}, what), why.length > 0 && h("ul.why", {}, why.map((w) => h("li", {}, w))),
    report.remedy && h("p.settle", {}, h("b", {}, "To settle it: "), report.remedy.split("`").map((text, i) => (i % 2 ? h("code", {}, text) : text))),
    h("dl.facts", {}, facts.map(([name, x]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(x))))),
    command && h("div.run", {}, h("code", {}, command), navigator.clipboard && copy)));
  if (written) document.getElementById("nav").append(h("a", { href: "index.html" }, "All checks"));
}

function causes() {
  if (!report.findings.length) return;
  section("causes").append(h("div.grid2", {}, report.findings.map((f) => h("div.card.cause", {}, h("h3", {}, f.message),
    h("dl", {}, h("dt", {}, "evidence"), h("dd", {}, f.evidence), f.mend && [h("dt", {}, "mend"), h("dd.mend", {}, f.mend + (f.tried > 1 ? ` (tried: passes here and at ${f.tried - 1} other point${f.tried > 2 ? "s" : ""})` : f.tried ? " (tried: passes here)" : ""))])))));
}

/** The lines that are to blame, or those on which the wrong blocks are computed. */
function lines() {
  const found = report.lines;
  if (!found || !(found.marked.length || found.computed.length)) return;
  const numbers = [...new Set(found.marked.map((m) => m.line))].join(", ");
  const titles = { wrong: `Line ${numbers} is wrong`, likely: `Line ${numbers} is probably wrong`, one_of: `One of the lines ${numbers} is wrong`, between: `The mistake is between the lines ${numbers}`, unknown: "Where it is computed" };
  document.getElementById("lines-title").textContent = titles[found.certainty];
  const shown = found.marked.length ? found.marked : found.computed.map((c) => c.line);
  const card = (m) => h("div.card.cause", {}, h("h3", {}, `${m.file}:${m.line}`), h("pre", {}, h("code", {}, m.text.trim())), h("p", {}, m.note));
  const right = found.right.map((r) => `${r.name} (${r.line})`).join(", ");
  section("lines").append(h("div.grid2", {}, shown.map(card)), right && h("p.soft", {}, `Measured right, with their lines: ${right}.`) || "");
}

function problems() {
  if (report.problems.length) section("problems").append(...report.problems.slice(0, 20).map((p) => h("div.card.problem", {}, p.message)), report.problems.length > 20 && h("p.soft", {}, `and ${report.problems.length - 20} more`) || "");
}

/** Where an error stands between 1e-16 and 1: a dot, its bar, and the tolerance. */
function scale(block) {
  const width = 132, x = (e) => Math.min(Math.max(((Math.log10(e) + 16) / 16) * width, 0), width);
  const error = num(block.relative_error), bar = num(block.relative_error_bar);
  const svg = s("svg.scale", { width, height: 14, viewBox: `-4 0 ${width + 8} 14`, role: "img", "aria-label": `on a scale from 1e-16 to 1, the tolerance at ${setting(num(report.tol))}` });
  svg.append(s("line.axis", { x1: 0, x2: width, y1: 7, y2: 7 }), s("line.tol", { x1: x(num(report.tol)), x2: x(num(report.tol)), y1: 2, y2: 12 }));
  if (!Number.isFinite(error)) return svg;
  if (Number.isFinite(bar) && bar > 0) svg.append(s("line.bar", { x1: x(Math.max(error - bar, 1e-16)), x2: x(error + bar), y1: 7, y2: 7 }));
  svg.append(s("circle", { cx: error > 0 ? x(error) : 0, cy: 7, r: 3.5 }));
  return svg;
}

function blocks(pick) {
  if (!report.blocks.length) return;
  const atEps = report.eps !== null, columns = 6 + (atEps ? 1 : 0);
  const head = ["block", "shape", "relative error", "", atEps && `at eps ${setting(num(report.eps))}`, "would notice", "verdict"].filter((x) => x !== false);
  const table = h("table", {}, h("thead", {}, h("tr", {}, head.map((x, i) => h("th", { scope: "col" }, x || h("span", { title: "from 1e-16 to 1; the tick is the tolerance" }, "1e-16 … 1"))))));
  report.blocks.forEach((block, i) => {
    const id = `block-${i}`;
    const button = h("button.fold", { type: "button", "aria-expanded": "false", "aria-controls": id }, block.path);
    const detail = h("tr.detail", { id, hidden: true }, h("td", { colspan: columns }));
    const row = h("tr.block", {}, h("td", {}, button), h("td.num", {}, block.shape.join(" × ") || "scalar"), h("td.num", {}, withBar(brief(num(block.relative_error)), num(block.relative_error_bar))), h(`td.${block.verdict}`, {}, scale(block)),
      atEps && h("td.num", {}, brief(num(block.relative_error_at_eps))), h("td.num", {}, brief(num(block.would_notice))), h("td", {}, pill(block.verdict)));
    const toggle = () => {
      const open = detail.hidden;
      detail.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      row.classList.toggle("open", open);
      if (open && !detail.firstChild.firstChild) detail.firstChild.append(maps(block, pick));
      tip(null);
    };
    row.addEventListener("click", toggle);
    table.append(h("tbody", {}, row, detail));
  });
  section("blocks").append(h("div.card.table", {}, table));
}

/** Rows of the table of components. */
const WORST = 12;
function worst(pick) {
  const chosen = worstFirst.filter((c) => c.verdict !== "pass"), rows = chosen.slice(0, WORST);
  if (!rows.length) return;
  const ratio = (c) => (Number.isFinite(c.analytic / c.numeric) ? (c.analytic / c.numeric).toPrecision(4) : "–");
  const cells = (c) => [value(c.theta), value(c.analytic), withBar(value(c.numeric), c.bar), brief(c.relative_error), ratio(c)].map((x) => h("td.num", {}, x));
  const body = rows.map((c) => h("tr.pick", {}, h("td", {}, h("button.link", { type: "button", title: "show its steps", onclick: () => pick(c, true) }, c.path), c.beside && " beside"), cells(c), h("td", {}, pill(c.verdict))));
  const head = ["component", "θ", "analytic", "numeric", "rel. error", "ratio", "verdict"];
  section("worst").append(h("div.card.table", {}, h("table", {}, h("thead", {}, h("tr", {}, head.map((x) => h("th", { scope: "col" }, x)))), h("tbody", {}, body))), chosen.length > WORST ? h("p.soft", { style: { marginTop: "8px" } }, `and ${(chosen.length - WORST).toLocaleString("en")} more`) : "");
}

/** Whether a block or a problem is of a reason; either name of a constant cost accepts both. */
function occurs(reason) {
  const constant = ["constant_cost", "nothing_compared"];
  const isConstant = report.verdict === "pass" && constant.includes(reason);
  const isName = (name) => name === reason || (isConstant && constant.includes(name));
  const isOf = (what) => isName(what.reason ?? what.kind);
  return report.blocks.some(isOf) || report.problems.some(isOf);
}

/** All that a reader of any verdict should know. */
function known() {
  const listed = (text, cs) => h("details", {}, h("summary", {}, text), h("p", {}, cs.slice(0, 300).map((c) => c.path).join(", ") + (cs.length > 300 ? `, and ${cs.length - 300} more` : "")));
  const items = [];
  const say = (text, cs = []) => items.push(h("li", {}, cs.length ? listed(text, cs) : text));
  if (report.probing) say(`Probed along random directions, not component by component: ${report.probing.components.toLocaleString("en")} components would take ${(2 * report.probing.components).toLocaleString("en")} evaluations, and the budget is ${report.probing.budget.toLocaleString("en")}.`);
  for (const b of report.blocks) {
    if (b.probed?.zeros) say(`The gradient is exactly zero in ${b.probed.zeros.toLocaleString("en")} of ${count(b.probed.of, "component")} of ${b.path}.`);
    if (b.probed?.unfinished) say(`The budget ended the search in ${b.path}: there may be more wrong components.`);
  }
  for (const b of report.blocks) {
    const zeros = b.components.filter((c) => !c.verified && c.verdict === "pass");
    if (zeros.length) say(`Not verified: ${zeros.length.toLocaleString("en")} of ${count(b.components.length, isSample(b) ? "measured component" : "component")} of ${b.path}; cost and gradient are exactly flat there.`, zeros);
  }
  if (report.unchecked.length) say(`Held fixed, and not checked: ${report.unchecked.join(", ")}.`);
  if (report.empty?.length) say(`Nothing to compare, since empty: ${report.empty.join(", ")}.`);
  for (const reason of report.allow) {
    const cs = components.filter((c) => c.reason === reason);
    const where = cs.length ? `, in ${count(cs.length, "component")}` : occurs(reason) ? "" : ", which did not occur";
    say(`Accepted by allow: ${reason.replaceAll("_", " ")}${where}.`, cs);
  }
  const kinks = components.filter((c) => c.kink);
  kinks.slice(0, 12).forEach((c) => say(`At a kink: ${c.path}, slope ${value(num(c.kink[0]))} on its left and ${value(num(c.kink[1]))} on its right; analytic ${value(c.analytic)}.`));
  if (kinks.length > 12) say(`And ${count(kinks.length - 12, "more kink")}.`);
  for (const b of report.blocks) if (b.verdict === "pass" && num(b.would_notice) > 1e3 * num(b.would_notice_beside)) say(`The gradient of ${b.path} vanishes at this point; it is checked by its slopes beside it (${brief(num(b.would_notice_beside))} of them would be noticed).`);
  if (num(report.cost_noise) > 0) say(`The cost has noise of ${brief(num(report.cost_noise))}.`);
  if (report.single_inside) say("The cost passes through f32 on its way.");
  if (num(report.cost_apart) !== 0) say(`The function of the cost differs from the annotated one's by rounding alone (${brief(Math.abs(num(report.cost_apart)))}).`);
  if (report.notes.length) say(`No difference at eps for ${count(report.notes.length, "component")}: ${report.notes[0].message}.`);
  if (report.planted.length) say(`Self-test: ${report.planted.filter((p) => p.noticed).length} of ${count(report.planted.length, "planted mistake")} noticed.`);
  if (items.length) section("known").append(h("div.card", {}, h("ul.known", {}, items)));
}

hero();
causes();
lines();
problems();
const show = { steps: () => {} };
blocks((c, jump) => show.steps(c, jump));
worst((c, jump) => show.steps(c, jump));
show.steps = steps();
known();
document.getElementById("foot").textContent = written ? `Written ${new Date(Number(written.content)).toLocaleString()}. This page loads nothing from elsewhere.` : "This page loads nothing from elsewhere.";
addEventListener("keydown", (e) => { if (e.key === "Escape") tip(null); });
