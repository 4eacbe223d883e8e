// Colours that keep their order for every kind of colour vision, and in grey.

const VIRIDIS = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"];
// Blue for negative, orange for positive, light in between.
const DIVERGING = ["#08306b", "#2166ac", "#4393c3", "#92c5de", "#d9e8f0", "#f4f3ef", "#fbe3c8", "#f9b873", "#ec8424", "#c65102", "#7f2704"];
const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const stops = (colours) => colours.map(rgb);

function ramp(colours) {
  const all = stops(colours);
  return (t) => {
    const at = Math.min(Math.max(t, 0), 1) * (all.length - 1);
    const i = Math.min(Math.floor(at), all.length - 2);
    return all[i].map((x, k) => Math.round(x + (all[i + 1][k] - x) * (at - i)));
  };
}
const viridis = ramp(VIRIDIS), diverging = ramp(DIVERGING);
const css = (c) => `rgb(${c.join(" ")})`;
const inkOn = ([r, g, b]) => (0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#111" : "#fff");
const gradient = (colours) => `linear-gradient(90deg, ${colours.join(", ")})`;

/** Decades below the largest that a signed scale tells apart from zero. */
const SIGNED_DECADES = 4;
/** Signed, logarithmic: the largest at the ends, zero in the middle. */
function signedScale(numbers) {
  const sizes = numbers.map(Math.abs).filter((x) => Number.isFinite(x) && x > 0);
  const top = sizes.reduce((a, b) => Math.max(a, b), 0);
  const place = (x) => {
    if (!x || !top) return 0.5;
    const size = Math.max(0, 1 + Math.log10(Math.abs(x) / top) / SIGNED_DECADES);
    return 0.5 + (0.08 + 0.92 * size) * 0.5 * Math.sign(x);
  };
  return { colour: (x) => diverging(place(x)), ends: [value(-top), value(top)], colours: DIVERGING, top };
}
/** Logarithmic over whole decades, at most twelve. */
function errorScale(errors, passes) {
  const positive = errors.filter((x) => Number.isFinite(x) && x > 0).concat(passes > 0 ? [passes] : []);
  const high = positive.length ? Math.ceil(Math.log10(positive.reduce((a, b) => Math.max(a, b)))) : 0;
  const least = positive.length ? Math.floor(Math.log10(positive.reduce((a, b) => Math.min(a, b)))) : -1;
  const low = Math.max(Math.min(least, high - 1), high - 12);
  const place = (x) => (x > 0 ? (Math.log10(x) - low) / (high - low) : 0);
  return { colour: (x) => viridis(place(x)), ends: [`1e${low}`, `1e${high}`], colours: VIRIDIS, mark: passes > 0 ? place(passes) : null };
}
