import * as Plot from "@observablehq/plot";
import type { HistorySeries } from "./data.ts";
import { AXIS, colourScale, type Drawing, named, STYLE, symbolScale } from "./draw.ts";
import * as format from "./format.ts";

interface Point {
  at: number;
  label: string;
  change: number;
  number: string;
  commit: string;
}

// Plot labels a logarithmic axis by powers of ten, and most changes are within one.
function ticksBetween(low: number, high: number): number[] | undefined {
  if (high / low > 5 || high === low) return undefined;
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough)! * power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

export function drawHistory(commits: string[], series: HistorySeries[], { title, width }: Drawing): Element {
  const labels = series.map((one) => one.label);
  const columns = [...commits, "this run"];
  const point = (one: HistorySeries, at: number, value: number): Point => ({
    at,
    label: one.label,
    change: value / one.numbers[0]!.value,
    number: format.amount(value, one.unit),
    commit: columns[at]!,
  });
  const accepted = series.flatMap((one) => one.numbers.map(({ at, value }) => point(one, at, value)));
  const current = series.map((one) => point(one, commits.length, one.current));
  // An accepted number holds until the next one is.
  const held = series.flatMap((one) => [
    ...one.numbers.map(({ at, value }) => point(one, at, value)),
    point(one, commits.length - 0.5, one.numbers.at(-1)!.value),
  ]);
  const changes = [...accepted, ...current].map(({ change }) => change);
  const [low, high] = [Math.min(...changes), Math.max(...changes)];
  const room = 150;
  return named(
    Plot.plot({
      width: Math.min(width, 960),
      height: 320 + room,
      marginBottom: room,
      marginLeft: 56,
      marginRight: 24,
      style: STYLE,
      x: { type: "linear", domain: [-0.25, commits.length + 0.25], ...AXIS, label: null, ticks: columns.map((_, i) => i), tickFormat: (i: number) => columns[i]!, tickRotate: -60 },
      y: { type: "log", label: "↑ relative to the oldest shown", labelArrow: "none", grid: true, ticks: ticksBetween(low, high) ?? 6, tickFormat: (change: number) => `${Number(change.toPrecision(6))}×`, domain: [low / 1.05, high * 1.05] },
      symbol: symbolScale(labels),
      color: colourScale(labels),
      marks: [
        Plot.ruleY([1], { strokeOpacity: 0.4 }),
        Plot.ruleX([commits.length - 0.5], { strokeOpacity: 0.3, strokeDasharray: "2 3" }),
        Plot.line(held, { x: "at", y: "change", z: "label", stroke: "label", curve: "step-after", strokeOpacity: 0.8 }),
        Plot.dot([...accepted, ...current], {
          x: "at", y: "change", stroke: "label", symbol: "label", r: 4,
          channels: { commit: "commit", number: "number" },
          tip: { fill: "var(--page)", format: { x: false, y: format.ratio } },
        }),
      ],
    }),
    title,
  );
}
