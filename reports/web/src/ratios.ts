import * as Plot from "@observablehq/plot";
import type { RatioRow } from "./data.ts";
import { AXIS, BELOW, type Drawing, labelRoom, named, shortened, STYLE } from "./draw.ts";
import * as format from "./format.ts";

const COLOURS: Record<string, string> = {
  ok: "var(--good-text)",
  improved: "var(--better-text)",
  regressed: "var(--bad-text)",
  error: "var(--bad-text)",
  missing: "var(--bad-text)",
  unstable: "var(--wary-text)",
  new: "var(--wary-text)",
};

export function drawRatios(rows: RatioRow[], { title, width }: Drawing): Element {
  const labels = rows.map((row) => `${row.label}  ${row.comparison}`);
  const room = labelRoom(labels, width);
  const at = rows.map((row, i) => ({ ...row, y: i, label: labels[i]! }));
  return named(
    Plot.plot({
      width,
      height: rows.length * 22 + 66,
      ...BELOW,
      marginLeft: room,
      marginRight: 24,
      style: STYLE,
      x: { type: "log", label: "← faster, ratio, slower →", ...AXIS, grid: true, tickFormat: format.ratio },
      y: { type: "band", domain: at.map((row) => row.y), label: null, tickFormat: (i: number) => shortened(labels[i]!, room) },
      marks: [
        Plot.ruleX([1], { stroke: "currentColor", strokeOpacity: 0.6 }),
        Plot.link(at.filter((row) => row.low !== null && row.high !== null), {
          x1: "low", x2: "high", y1: "y", y2: "y", strokeWidth: 3, strokeOpacity: 0.45,
          stroke: (row: RatioRow) => COLOURS[row.verdict] ?? "currentColor",
        }),
        Plot.tickX(at.filter((row) => row.stored !== null), { x: "stored", y: "y", strokeDasharray: "2 2", insetTop: 3, insetBottom: 3 }),
        Plot.tickX(at.filter((row) => row.bound !== null), { x: "bound", y: "y", stroke: "var(--bad-text)", strokeWidth: 3, insetTop: 2, insetBottom: 2 }),
        Plot.dot(at, {
          x: "current", y: "y", r: 4.5, fill: (row: RatioRow) => COLOURS[row.verdict] ?? "currentColor",
          symbol: (row: RatioRow) => (row.verdict === "ok" ? "circle" : row.verdict === "regressed" ? "triangle" : "square"),
          channels: { case: "label", verdict: "verdict", stored: "stored", limit: "bound" },
          tip: { fill: "var(--page)", format: { y: false, x: format.ratio, stored: format.ratio, limit: format.ratio, symbol: false, fill: false } },
        }),
      ],
      color: { type: "identity" },
    }),
    title,
  );
}
