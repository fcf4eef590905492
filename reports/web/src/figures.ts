import { type FigureData, readFigures, readResults, type Result } from "./data.ts";
import type { Drawing } from "./draw.ts";
import { drawFlame } from "./flame.ts";
import { drawGrowth } from "./growth.ts";
import { drawHistory } from "./history.ts";
import { drawRatios } from "./ratios.ts";
import { drawOrder, drawSpread } from "./samples.ts";
import { drawWork } from "./work.ts";

function draw(data: FigureData, results: Result[], drawing: Drawing): Element {
  switch (data.kind) {
    case "ratios": return drawRatios(data.rows, drawing);
    case "growth": return drawGrowth(data.key, data.series, drawing);
    case "history": return drawHistory(data.commits, data.series, drawing);
    case "work": return drawWork(data.bars, drawing);
    case "spread": return drawSpread(results, data.series, drawing);
    case "order": return drawOrder(results, data.series, drawing);
    case "flame": return drawFlame(data, drawing);
  }
}

// Of the width that there is now; nothing where it already has that width, or where it is folded away.
function drawInto(figure: HTMLElement, data: FigureData, results: Result[]): void {
  const width = Math.floor(figure.clientWidth);
  if (width === 0 || figure.dataset["width"] === String(width)) return;
  figure.dataset["width"] = String(width);
  figure.querySelector(":scope > .drawing")?.remove();
  let drawing: Element;
  try {
    drawing = draw(data, results, { title: data.title, width });
  } catch (error) {
    console.error(error);
    drawing = undrawn(error);
  }
  drawing.classList.add("drawing");
  figure.append(drawing);
}

function undrawn(error: unknown): Element {
  const text = document.createElement("p");
  text.className = "none";
  text.textContent = `It could not be drawn (${error instanceof Error ? error.message : String(error)}); the tables hold its numbers.`;
  return text;
}

// In place of all figures, where their data cannot be read.
export function sayUndrawn(error: unknown): void {
  for (const figure of document.querySelectorAll("figure.chart:not([hidden])")) figure.append(undrawn(error));
}

function caption(title: string, reading: string): HTMLElement {
  const element = document.createElement("figcaption");
  element.appendChild(document.createElement("b")).textContent = title;
  element.append(` ${reading}`);
  return element;
}

// Draws each figure when it comes into sight, again when its width changes, and all of them before the page is printed.
export async function showFigures(): Promise<void> {
  const { readings, figures: all } = readFigures();
  const figures = new Map<HTMLElement, FigureData>();
  for (const [id, data] of Object.entries(all)) {
    const figure = document.getElementById(id);
    if (!figure) throw new Error(`the page has no figure #${id}: it is damaged, make it again`);
    figures.set(figure, data);
    figure.append(caption(data.title, `${data.reading ?? ""}${readings[data.kind] ?? ""}`));
    figure.hidden = false;
  }
  for (const details of document.querySelectorAll<HTMLDetailsElement>("details.samples")) {
    details.hidden = false;
    details.open = !details.previousElementSibling?.matches("details.samples"); // the first of its component
  }
  // The page is there to be read before it is drawn on.
  await new Promise(requestAnimationFrame);
  const results = await readResults();
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      requestAnimationFrame(() => drawInto(target as HTMLElement, figures.get(target as HTMLElement)!, results));
    }
  });
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      resized.observe(target);  // which says its first width, too
    }
  }, { rootMargin: "400px" });
  for (const figure of figures.keys()) seen.observe(figure);
  addEventListener("beforeprint", () => figures.forEach((data, figure) => drawInto(figure, data, results)));
}
