// Three maps of a block: analytic, numeric, and how far they are apart.

/** More cells than these are drawn on a canvas. */
const CELLS = 2500;
/** A vector is wrapped into lines of so many. */
const WRAP = 16;

/** Where each component stands, in cells; arrays of more dimensions are slices side by side. */
function layout(block, n) {
  const { shape } = block;
  // A few components of many stand side by side, wherever they are of.
  if (shape.length < 2 || isSample(block)) {
    const wide = n > CELLS ? Math.ceil(Math.sqrt(n * 1.6)) : Math.min(n, WRAP);
    return { columns: wide, rows: Math.ceil(n / wide), at: (i) => [Math.floor(i / wide), i % wide], plain: false };
  }
  const [rows, columns] = shape.slice(-2);
  const slices = n / Math.max(rows * columns, 1);
  const across = Math.max(1, Math.min(slices, Math.round(Math.sqrt((slices * (rows + 1)) / (columns + 1)) * 1.3)));
  const at = (i) => {
    const slice = Math.floor(i / (rows * columns)), rest = i % (rows * columns);
    return [Math.floor(slice / across) * (rows + 1) + Math.floor(rest / columns), (slice % across) * (columns + 1) + (rest % columns)];
  };
  // The name of each slice stands above its first row.
  const leading = block.shape.slice(0, -2);
  const names = slices > 1 && Array.from({ length: slices }, (_, k) => {
    const index = [];
    for (const n of [...leading].reverse()) { index.unshift(k % n); k = Math.floor(k / n); }
    return index.join(", ");
  });
  return { columns: across * (columns + 1) - 1, rows: Math.ceil(slices / across) * (rows + 1) - 1, at, plain: slices === 1, names, across, slice: [rows + 1, columns + 1] };
}

const isSample = (block) => block.probed !== null && block.probed.measured < block.probed.of;

function maps(block, pick) {
  const cs = block.components;
  if (!cs.length) return h("div.inside", {}, h("p.soft", {}, `Probed along ${count(block.probed?.directions ?? 0, "random direction")}; no component was measured by itself.`));
  const where = layout(block, cs.length);
  const places = cs.map((_, i) => where.at(i));
  const found = new Map(places.map(([r, c], i) => [r * where.columns + c, i]));
  const passes = num(report.tol) * cs.reduce((most, c) => Math.max(most, c.scale), 0);
  const signed = signedScale(cs.flatMap((c) => [c.analytic, c.numeric]));
  const views = [
    { name: "analytic", note: "what the function returned", of: (c) => c.analytic, scale: signed },
    { name: "numeric", note: "by the best measurement", of: (c) => c.numeric, scale: signed },
    { name: "error", note: "|analytic − numeric|", of: (c) => c.error, scale: errorScale(cs.map((c) => c.error), passes) },
  ];
  const lights = [];
  const readout = h("div.readout", { role: "status" }, h("span.soft", {}, "Point at a cell, or move over the maps with the arrow keys."));
  let last = 0;
  const show = (i, x, y) => {
    last = i;
    lights.forEach((light) => light(i));
    readout.replaceChildren(...reading(cs[i]));
    tip(exact(cs[i]), x, y);
  };
  const move = (event, focus) => {
    const [r, c] = places[last];
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: null, End: null }[event.key];
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); return pick(cs[last], true); }
    if (step === undefined) return;
    event.preventDefault();
    let next = event.key === "Home" ? 0 : event.key === "End" ? cs.length - 1 : undefined;
    for (let k = 1; next === undefined && k < 3; k++) next = found.get((r + step[0] * k) * where.columns + c + step[1] * k);
    const stays = next === undefined || (step && step[1] && places[next][0] !== r);
    focus(stays ? last : next);
  };
  const draw = cs.length > CELLS ? onCanvas : asCells;
  const drawn = views.map((view) =>
    h("div.map", {}, h("h3", {}, view.name, h("span", {}, view.note)), draw({ block, cs, where, places, found, view, lights, show, move, pick }), legend(view)));
  const wrong = cs.filter((c) => c.verdict === "fail").length, voids = cs.filter((c) => c.void).length;
  const keys = h("div.voids", {},
    voids > 0 && h("span", {}, h("i.swatch.void"), `not verified or not measured: ${voids.toLocaleString("en")} of ${cs.length.toLocaleString("en")}`),
    wrong > 0 && cs.length <= CELLS && h("span", {}, h("i.swatch", { style: { background: "var(--accent)", boxShadow: "inset 0 0 0 2px #fff, inset 0 0 0 3px #000" } }), `wrong: ${wrong}`),
    isSample(block) && h("span", {}, `${cs.length.toLocaleString("en")} of ${count(block.probed.of, "component")} were measured by themselves, in order of their place`),
    h("span", {}, "A click shows the component's steps."));
  return h("div.inside", {}, h("div.maps", {}, drawn), keys, readout);
}

const reading = (c) => [
  h("b", {}, c.path), ...[["θ", value(c.theta)], ["analytic", String(c.analytic)], ["numeric", withBar(String(c.numeric), c.bar)], ["error", brief(c.error)], ["relative", brief(c.relative_error)]]
    .map(([name, text]) => h("span", {}, h("span", {}, `${name} `), text)), c.void ? h("span.soft", {}, "not verified") : pill(c.verdict)];

function asCells({ block, cs, where, places, view, lights, show, move, pick }) {
  const room = 300, size = Math.max(5, Math.min(58, Math.floor(room / where.columns) - (where.columns > 24 ? 1 : 2)));
  const labelled = where.plain && size >= 13, written = size >= 40;
  const named = where.names && size >= 8;
  const off = labelled ? 1 : 0, down = labelled || named ? 1 : 0;
  const grid = h(`div.cells${size < 9 ? ".tight" : ""}`, {
    role: "group", "aria-label": `${view.name} of ${block.path}, ${block.shape.join(" × ") || "scalar"}`,
    style: { gridTemplateColumns: `${labelled ? "18px " : ""}repeat(${where.columns}, ${size}px)`, gridTemplateRows: named ? Array.from({ length: where.rows + 1 }, (_, r) => (r % where.slice[0] ? `${size}px` : "14px")).join(" ") : `${labelled ? "14px " : ""}repeat(${where.rows}, ${written ? 34 : size}px)` },
  });
  const index = (row, column, text) => grid.append(h("span.index", { "aria-hidden": "true", style: { gridArea: `${row} / ${column}` } }, text));
  if (labelled) {
    for (let j = 0; j < where.columns; j++) index(1, j + 2, j);
    for (let i = 0; i < where.rows; i++) index(i + 2, 1, i);
  }
  if (named) {
    where.names.forEach((name, k) => {
      const [row, column] = [Math.floor(k / where.across) * where.slice[0], (k % where.across) * where.slice[1]];
      grid.append(h("span.index", { "aria-hidden": "true", style: { gridArea: `${row + 1} / ${column + 1} / auto / span ${where.slice[1] - 1}`, whiteSpace: "nowrap", placeItems: "center start" } }, name));
    });
  }
  const cells = cs.map((c, i) => {
    const x = view.of(c), colour = view.scale.colour(x), [row, column] = places[i];
    const text = written && Number.isFinite(x) ? (view.name === "error" ? brief(x) : x === 0 ? "0" : Math.abs(x) < 1e-2 || Math.abs(x) >= 1e4 ? scientific(x, 0) : x.toPrecision(3)) : "";
    const cell = h("div.cell", {
      role: "img", tabindex: i === 0 ? "0" : "-1", "aria-label": `${c.path}: ${view.name} ${x}${c.void ? ", not verified" : `, ${c.verdict}`}`, "data-index": i,
      style: { gridArea: `${row + 1 + down} / ${column + 1 + off}`, background: css(colour), color: inkOn(colour) },
    }, text);
    if (c.void) cell.classList.add("void");
    if (c.verdict === "fail" && view.name === "error" && size > 9) cell.classList.add("wrong");
    return cell;
  });
  grid.append(...cells);
  let lit = null;
  lights.push((i) => { if (lit) lit.classList.remove("lit"); lit = cells[i]; if (lit) lit.classList.add("lit"); });
  const indexOf = (event) => { const cell = event.target.closest(".cell"); return cell ? Number(cell.dataset.index) : null; };
  grid.addEventListener("pointermove", (e) => { const i = indexOf(e); if (i !== null) show(i, e.clientX, e.clientY); });
  grid.addEventListener("pointerleave", () => tip(null));
  grid.addEventListener("focusin", (e) => {
    const i = indexOf(e), box = e.target.getBoundingClientRect();
    cells.forEach((c) => (c.tabIndex = -1)); cells[i].tabIndex = 0;
    show(i, box.right, box.bottom);
  });
  grid.addEventListener("focusout", () => tip(null));
  grid.addEventListener("keydown", (e) => move(e, (i) => cells[i].focus()));
  grid.addEventListener("click", (e) => { const i = indexOf(e); if (i !== null) pick(cs[i], false); });
  return h("div.frame", {}, grid);
}

function onCanvas({ block, cs, where, places, found, view, lights, show, move, pick }) {
  const size = Math.max(1, Math.min(8, Math.floor(320 / where.columns), Math.floor(16000 / where.rows)));
  const canvas = h("canvas", { width: where.columns, height: where.rows, tabindex: "0", role: "img", "aria-label": `${view.name} of ${block.path}, ${block.shape.join(" × ")}; arrow keys read out the cells`, style: { width: `${where.columns * size}px`, height: `${where.rows * size}px` } });
  const context = canvas.getContext("2d"), image = context.createImageData(where.columns, where.rows);
  cs.forEach((c, i) => {
    const [row, column] = places[i], hatched = c.void;
    // At this size a hatch is a chequer of grey.
    const colour = hatched ? ((row + column) % 2 ? [150, 158, 168] : [205, 210, 216]) : view.scale.colour(view.of(c));
    image.data.set([...colour, 255], 4 * (row * where.columns + column));
  });
  context.putImageData(image, 0, 0);
  const mark = h("div.mark", { hidden: true });
  const frame = h("div.frame", {}, canvas, mark);
  lights.push((i) => {
    const [row, column] = places[i];
    mark.hidden = false;
    Object.assign(mark.style, { left: `${3 + column * size}px`, top: `${3 + row * size}px`, width: `${size}px`, height: `${size}px` });
  });
  const indexOf = (event) => {
    const box = canvas.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / size), column = Math.floor((event.clientX - box.left) / size);
    return column < 0 || column >= where.columns ? undefined : found.get(row * where.columns + column);
  };
  canvas.addEventListener("pointermove", (e) => { const i = indexOf(e); if (i !== undefined) show(i, e.clientX, e.clientY); });
  canvas.addEventListener("pointerleave", () => tip(null));
  canvas.addEventListener("blur", () => tip(null));
  const focus = (i) => {
    const box = canvas.getBoundingClientRect(), [row, column] = places[i];
    show(i, box.left + (column + 1) * size, box.top + (row + 1) * size);
    frame.scrollTop = Math.max(0, Math.min(frame.scrollTop, row * size), (row + 2) * size - frame.clientHeight);
  };
  canvas.addEventListener("keydown", (e) => move(e, focus));
  canvas.addEventListener("click", (e) => { const i = indexOf(e); if (i !== undefined) pick(cs[i], false); });
  return frame;
}

function legend(view) {
  const { ends, colours, mark } = view.scale;
  const bar = h("div.ramp", { style: { background: gradient(colours) } });
  if (mark !== null && mark !== undefined) bar.append(h("i", { style: { left: `${100 * Math.min(Math.max(mark, 0), 1)}%` }, title: "the tolerance" }));
  const under = view.name === "error" ? (mark === null ? "logarithmic" : "logarithmic, | tolerance") : "logarithmic, by sign";
  return h("div.legend", {}, h("span", {}, ends[0]), bar, h("span", {}, ends[1]), h("span"), h("span", { style: { textAlign: "center" } }, under), h("span"));
}

const tipBox = document.getElementById("tip");
function tip(text, x, y) {
  tipBox.hidden = text === null;
  if (text === null) return;
  tipBox.textContent = text;
  const { width, height } = tipBox.getBoundingClientRect();
  tipBox.style.left = `${Math.max(6, x + 16 + width > innerWidth ? x - width - 14 : x + 16)}px`;
  tipBox.style.top = `${Math.max(6, y + 18 + height > innerHeight ? y - height - 12 : y + 18)}px`;
}
