import * as Plot from "@observablehq/plot";
import type { GrowthSeries } from "./data.ts";
import { AXIS, BELOW, colourScale, type Drawing, named, STYLE, symbolScale } from "./draw.ts";
import * as format from "./format.ts";

function power(one: GrowthSeries): string {
  const text = one.exponent.toFixed(2);
  return `${one.label} ∝ size^${text}${one.worst_factor > 1.5 ? `, off by up to ${one.worst_factor.toFixed(1)}×` : ""}`;
}

export function drawGrowth(key: string, series: GrowthSeries[], { title, width }: Drawing): Element {
  const labels = series.map(power);
  const points = series.flatMap((one, i) =>
    one.sizes.map((size, j) => ({ size, ns: one.floors_ns[j]!, label: labels[i]! })));
  const fitted = series.flatMap((one, i) =>
    [one.sizes[0]!, one.sizes.at(-1)!].map((size) => ({ size, ns: one.coefficient * size ** one.exponent, label: labels[i]! })));
  const crossings = series.flatMap((one) => (one.crossover ? [{ ...one.crossover, label: one.label }] : []));
  const sizes = key === "bytes" ? format.bytes : format.count;
  return named(
    Plot.plot({
      width: Math.min(width, 720),
      height: 340,
      ...BELOW,
      marginLeft: 64,
      marginRight: 24,
      style: STYLE,
      x: { type: "log", base: key === "bytes" ? 2 : 10, label: `${key} →`, ...AXIS, grid: true, ticks: Math.max(3, Math.floor(width / 160)), tickFormat: sizes },
      y: { type: "log", label: "↑ time per iteration", labelArrow: "none", grid: true, ticks: 6, tickFormat: format.time },
      symbol: symbolScale(labels),
      color: colourScale(labels),
      marks: [
        Plot.rectX(crossings, { x1: "below", x2: "above", fill: "currentColor", fillOpacity: 0.12 }),
        Plot.text(crossings, {
          x: "below", frameAnchor: "top-left", textAnchor: "start", dx: 4, dy: 4,
          text: (one: { label: string; wins_above: boolean }) => `${one.label} wins ${one.wins_above ? "right" : "left"} of here`,
          fill: "currentColor",
        }),
        Plot.line(fitted, { x: "size", y: "ns", stroke: "label", strokeDasharray: "5 4", strokeOpacity: 0.8 }),
        Plot.line(points, { x: "size", y: "ns", z: "label", stroke: "label", strokeOpacity: 0.35 }),
        Plot.dot(points, {
          x: "size", y: "ns", stroke: "label", symbol: "label", r: 4,
          tip: { fill: "var(--page)", format: { x: sizes, y: format.time } },
        }),
      ],
    }),
    title,
  );
}
