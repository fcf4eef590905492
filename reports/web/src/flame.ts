import flamegraph, { type FlameNode } from "d3-flame-graph";
import { select } from "d3-selection";
import type { Frame, PackedFrame } from "./data.ts";
import type { Drawing } from "./draw.ts";
import * as format from "./format.ts";

function unpacked([name, before, after, children]: PackedFrame, names: string[]): Frame {
  const frames = children?.map((child) => unpacked(child, names)) ?? [];
  const inside = frames.reduce((sum, frame) => sum + frame.value, 0);
  const frame: Frame = { name: names[name] ?? "?", value: Math.max(before, after, inside), before, after };
  if (frames.length > 0) frame.children = frames;
  return frame;
}

// Red and blue, not red and green, and darker the larger the share of the frame that changed.
function colour({ before, after }: Frame, compared: boolean): string {
  if (!compared || before === after) return "var(--mute)";
  const strength = Math.round(35 + 65 * Math.min(1, Math.abs(after - before) / Math.max(before, after)));
  return `color-mix(in srgb, var(${after > before ? "--more" : "--less"}) ${strength}%, var(--page))`;
}

function describe(frame: Frame, unit: string, compared: boolean): string {
  if (!compared) return `${frame.name}: ${format.amount(frame.after, unit)}`;
  const change = frame.after - frame.before;
  const word = change > 0 ? `more by ${format.amount(change, unit)}` : change < 0 ? `less by ${format.amount(-change, unit)}` : "same";
  return `${frame.name}: before ${format.amount(frame.before, unit)}, after ${format.amount(frame.after, unit)}, ${word}`;
}

const KEYS: Record<string, (node: FlameNode<Frame>) => FlameNode<Frame> | null | undefined> = {
  ArrowUp: (node) => node.parent,
  ArrowDown: (node) => node.children?.[0],
  ArrowLeft: (node) => sibling(node, -1),
  ArrowRight: (node) => sibling(node, 1),
};

function sibling(node: FlameNode<Frame>, step: number): FlameNode<Frame> | undefined {
  const all = node.parent?.children ?? [];
  return all[all.indexOf(node) + step];
}

interface FrameElement extends SVGGElement {
  __data__: FlameNode<Frame>; // d3's own
}

export interface FlameData {
  unit: string;
  compared: boolean;
  names: string[];
  root: PackedFrame;
}

// Callers above callees. A click or Enter zooms, the arrow keys walk, Escape or the button zooms out.
export function drawFlame({ unit, compared, names, root }: FlameData, { title, width }: Drawing): Element {
  const box = document.createElement("div");
  box.className = "flame-graph";
  const bar = box.appendChild(document.createElement("div"));
  bar.className = "controls";
  const find = bar.appendChild(document.createElement("input"));
  find.type = "search";
  find.placeholder = "Find a function";
  find.setAttribute("aria-label", `Find a function in: ${title}`);
  const out = bar.appendChild(document.createElement("button"));
  out.type = "button";
  out.textContent = "Zoom out";
  out.disabled = true;
  const said = bar.appendChild(document.createElement("output"));
  const place = box.appendChild(document.createElement("div"));

  const frames = () => [...place.querySelectorAll<FrameElement>("g.frame")];
  // One frame at a time is in the tab order; the arrow keys move it.
  const settle = (active?: FlameNode<Frame>) => {
    let chosen: FrameElement | undefined;
    for (const frame of frames()) {
      frame.setAttribute("role", "button");
      frame.setAttribute("aria-label", describe(frame.__data__.data, unit, compared));
      frame.setAttribute("tabindex", "-1");
      if (frame.__data__ === active || !chosen) chosen = frame;
    }
    chosen?.setAttribute("tabindex", "0");
    return chosen;
  };

  const chart = flamegraph<Frame>()
    .width(width)
    .cellHeight(20)
    .inverted(true)
    .minFrameSize(1)
    .transitionDuration(0)
    .sort(true)
    .setColorMapper((node) => (node.highlight ? "var(--wary)" : colour(node.data, compared)))
    .label((node) => describe(node.data, unit, compared))
    .setSearchMatch((node, term) => node.data.name.toLowerCase().includes(term.toLowerCase()))
    .setSearchHandler((found) => {
      said.textContent = `${found.length} frame${found.length === 1 ? "" : "s"} found`;
    })
    .onClick((node) => {
      out.disabled = node.parent === null;
      said.textContent = describe(node.data, unit, compared);
      settle(node)?.focus();
    });
  select<HTMLElement, Frame>(place).datum(unpacked(root, names)).call(chart);
  place.querySelector("svg")?.setAttribute("role", "group");
  place.querySelector("svg")?.setAttribute("aria-label", title);
  place.querySelector("svg > text.title")?.remove();
  settle();

  find.addEventListener("input", () => {
    if (find.value) {
      chart.search(find.value);
    } else {
      chart.clear();
      said.textContent = "";
    }
    settle();
  });
  const zoomOut = () => chart.resetZoom();
  out.addEventListener("click", zoomOut);
  place.addEventListener("focusin", (event) => {
    const frame = (event.target as Element).closest<FrameElement>("g.frame");
    if (frame) said.textContent = describe(frame.__data__.data, unit, compared);
  });
  place.addEventListener("keydown", (event) => {
    const frame = (event.target as Element).closest<FrameElement>("g.frame");
    if (!frame) return;
    if (event.key === "Enter" || event.key === " ") {
      frame.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    } else if (event.key === "Escape") {
      zoomOut();
    } else if (KEYS[event.key]) {
      const next = KEYS[event.key]!(frame.__data__);
      const shown = frames().find((one) => one.__data__ === next);
      if (shown) settle(shown.__data__)?.focus();
    } else {
      return;
    }
    event.preventDefault();
  });
  return box;
}
