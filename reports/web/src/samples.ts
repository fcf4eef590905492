import * as Plot from "@observablehq/plot";
import { type Result, samplesAt, type Series } from "./data.ts";
import { AXIS, BELOW, colourScale, type Drawing, labelRoom, named, shortened, STYLE, symbolScale } from "./draw.ts";
import * as format from "./format.ts";

interface Sample {
  label: string;
  ns: number;
  place: number; // in run order: of two series that ran in one process, slices side by side stand at one place
}

interface Samples {
  all: Sample[];
  starts: number[]; // places of each process's first slice
}

function read(results: Result[], series: Series[]): Samples {
  const runs = series.map((one) => ({ one, times: samplesAt(results, one.path) }));
  const process = (one: Series, number: number) => `${one.path[1]} ${number}`;
  const slices = new Map<string, number>();
  for (const { one, times } of runs) {
    for (const { process: number, ns } of times) {
      const key = process(one, number);
      slices.set(key, Math.max(slices.get(key) ?? 0, ns.length));
    }
  }
  const starts = new Map<string, number>();
  let place = 0;
  for (const [key, length] of slices) {
    starts.set(key, place);
    place += length;
  }
  const all = runs.flatMap(({ one, times }) =>
    times.flatMap(({ process: number, ns }) =>
      ns.map((value, i) => ({ label: one.label, ns: value, place: starts.get(process(one, number))! + i }))));
  return { all, starts: [...starts.values()] };
}

// Equal factors are equal distances as soon as the samples span more than one power of two or so.
function scaleType(samples: Sample[]): "log" | "linear" {
  let low = Infinity, high = 0;
  for (const { ns } of samples) {
    low = Math.min(low, ns);
    high = Math.max(high, ns);
  }
  return high > 2.5 * low ? "log" : "linear";
}

// Spreads dots of one row over its height, the same in every drawing of the same samples.
function jitter(i: number): number {
  return ((i * 0.6180339887) % 1) - 0.5;
}

export function drawSpread(results: Result[], series: Series[], { title, width }: Drawing): Element {
  const samples = read(results, series).all;
  const labels = series.map((one) => one.label);
  const room = labelRoom(labels, width);
  const marks = (value: "floor_ns" | "median_ns") => series.filter((one) => one[value] != null);
  return named(
    Plot.plot({
      width,
      height: series.length * 46 + 66,
      ...BELOW,
      marginLeft: room,
      marginRight: 24,
      style: STYLE,
      x: { type: scaleType(samples), label: "time per iteration →", ...AXIS, grid: true, ticks: Math.max(3, Math.floor(width / 130)), tickFormat: format.time },
      y: { axis: null, domain: [-0.62, 0.62] },
      fy: { domain: labels, label: null, tickFormat: (label: string) => shortened(label, room), axis: "left" },
      color: colourScale(labels),
      symbol: { ...symbolScale(labels), legend: false },
      marks: [
        Plot.dot(samples, { x: "ns", y: (_: Sample, i: number) => jitter(i), fy: "label", stroke: "label", symbol: "label", r: 2, strokeOpacity: 0.55 }),
        Plot.ruleX(marks("floor_ns"), { x: "floor_ns", fy: "label", stroke: "currentColor", strokeWidth: 2 }),
        Plot.ruleX(marks("median_ns"), { x: "median_ns", fy: "label", stroke: "currentColor", strokeWidth: 2, strokeDasharray: "3 3" }),
      ],
    }),
    title,
  );
}

export function drawOrder(results: Result[], series: Series[], { title, width }: Drawing): Element {
  const { all: samples, starts } = read(results, series);
  const labels = series.map((one) => one.label);
  return named(
    Plot.plot({
      width,
      height: 280,
      ...BELOW,
      marginLeft: 64,
      marginRight: 24,
      style: STYLE,
      x: { label: "slices in run order →", ...AXIS, tickFormat: format.count },
      y: { type: scaleType(samples), label: "↑ time per iteration", labelArrow: "none", grid: true, ticks: 5, tickFormat: format.time },
      color: colourScale(labels),
      symbol: symbolScale(labels),
      marks: [
        Plot.ruleX(starts.slice(1), { x: (start: number) => start - 0.5, stroke: "currentColor", strokeOpacity: 0.2 }),
        Plot.dot(samples, { x: "place", y: "ns", stroke: "label", symbol: "label", r: 2, strokeOpacity: 0.7 }),
      ],
    }),
    title,
  );
}
