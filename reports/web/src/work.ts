import * as Plot from "@observablehq/plot";
import type { Bar } from "./data.ts";
import { colourScale, type Drawing, labelRoom, named, shortened, STYLE, unique } from "./draw.ts";
import * as format from "./format.ts";

// A small drawing for each metric: their units have no common axis.
export function drawWork(bars: Bar[], { title, width }: Drawing): Element {
  const labels = unique(bars.map((bar) => bar.label));
  const panels = document.createElement("div");
  panels.className = "panels";
  const metrics = unique(bars.map((bar) => bar.metric));
  const columns = Math.max(1, Math.min(metrics.length, Math.floor(width / 260)));
  const each = Math.floor(width / columns) - 16;
  const room = labelRoom(labels, each);
  for (const metric of metrics) {
    const of = bars.filter((bar) => bar.metric === metric);
    const unit = of[0]!.unit;
    const largest = Math.max(...of.map((bar) => bar.value));
    panels.append(
      named(
        Plot.plot({
          width: each,
          height: labels.length * 26 + 58,
          marginLeft: room,
          marginRight: 64,
          marginTop: 24,
          style: STYLE,
          x: {
            label: metric.replaceAll("_", " "), labelAnchor: "left", labelArrow: "none", domain: [0, largest || 1], axis: "top",
            ticks: 0,
          },
          y: { domain: labels, label: null, tickFormat: (label: string) => shortened(label, room) },
          color: colourScale(labels),
          marks: [
            Plot.barX(of, { x: "value", y: "label", fill: "label", insetTop: 3, insetBottom: 3 }),
            Plot.text(of, { x: "value", y: "label", text: (bar: Bar) => format.amount(bar.value, unit), textAnchor: "start", dx: 4, fill: "currentColor" }),
            Plot.ruleX([0]),
          ],
        }),
        `${title} ${metric}: ${of.map((bar) => `${bar.label} ${format.amount(bar.value, unit)}`).join(", ")}`,
      ),
    );
  }
  return panels;
}
