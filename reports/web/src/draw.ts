// What all drawings share: shapes and colours by name, room for labels, and an SVG that says what it is.
import type * as Plot from "@observablehq/plot";

// A shape and a colour together, so that neither has to be told apart alone.
const SYMBOLS = ["circle", "triangle", "square", "diamond", "times", "star", "wye"] as const;
const COLOURS = SYMBOLS.map((_, i) => `var(--series-${i + 1})`);

export interface Drawing {
  title: string;
  width: number;
}

export function symbolScale(labels: string[]): Plot.ScaleOptions {
  return { domain: labels, range: labels.map((_, i) => SYMBOLS[i % SYMBOLS.length]!), legend: labels.length > 1 };
}

export function colourScale(labels: string[]): Plot.ScaleOptions {
  return { domain: labels, range: labels.map((_, i) => COLOURS[i % COLOURS.length]!) };
}

export function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}

const LETTER = 6.8; // px, of the labels' font, widely
const TICK = 14; // px between a label and the drawing

// Room for the longest label, within a third of the drawing, or half of a narrow one.
export function labelRoom(labels: string[], width: number): number {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return Math.ceil(Math.min(longest * LETTER + TICK, width < 600 ? width / 2 : width / 3));
}

// The end of a label is what differs; the start is what gives way.
export function shortened(label: string, room: number): string {
  const letters = Math.floor((room - TICK) / LETTER);
  return label.length <= letters ? label : `…${label.slice(label.length - Math.max(letters - 1, 4))}`;
}

export function named<T extends Element>(plot: T, name: string): T {
  const svg = plot instanceof SVGSVGElement ? plot : plot.querySelector(":scope > svg");
  svg?.setAttribute("role", "img");
  svg?.setAttribute("aria-label", name);
  // Plot labels each kind of mark by its function's name, which no reader needs; inside an image it may not.
  for (const mark of svg?.querySelectorAll<SVGElement>("[aria-label]") ?? []) {
    mark.dataset["mark"] = mark.getAttribute("aria-label")!;
    mark.removeAttribute("aria-label");
  }
  return plot;
}

// Below the drawing: tick labels, and the axis's own below them.
export const BELOW = { marginBottom: 46 };
export const AXIS = { labelArrow: "none", labelOffset: 42 } as const;

export const STYLE = { background: "none", color: "currentColor", fontSize: "12px", overflow: "visible" };
