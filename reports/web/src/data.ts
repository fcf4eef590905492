// What the page holds as JSON: only the fields that are drawn. The generator (reports/*.cc) has decided and computed
// everything.

export interface ProcessTimes {
  process: number;
  ns: number[];
}

interface Timed {
  times: ProcessTimes[];
  accepted_times?: ProcessTimes[];
}

export interface Result {
  evidence: { cases: Timed[]; live: Timed[] };
}

// Where samples stand: result, list, index in it, field.
export type SamplesPath = [number, "cases" | "live", number, "times" | "accepted_times"];

export interface Series {
  label: string;
  path: SamplesPath;
  floor_ns?: number | null;
  median_ns?: number | null;
}

export interface RatioRow {
  label: string;
  comparison: string;
  verdict: string;
  current: number;
  low: number | null;
  high: number | null;
  stored: number | null;
  bound: number | null;
}

export interface GrowthSeries {
  label: string;
  sizes: number[];
  floors_ns: number[];
  coefficient: number;
  exponent: number;
  worst_factor: number;
  crossover: { below: number; above: number; wins_above: boolean } | null;
}

export interface HistorySeries {
  label: string;
  unit: string;
  numbers: { at: number; value: number }[]; // at: the place of the commit that accepted it
  current: number;
}

export interface Bar {
  label: string;
  metric: string;
  unit: string;
  value: number;
}

export interface Frame {
  name: string;
  value: number; // the wider of the two sides
  before: number;
  after: number;
  children?: Frame[];
}

interface Titled {
  title: string;
  reading?: string; // what is to be said of this figure alone, before what its kind says
}

export type FigureData =
  | (Titled & { kind: "ratios"; rows: RatioRow[] })
  | (Titled & { kind: "growth"; key: string; series: GrowthSeries[] })
  | (Titled & { kind: "history"; commits: string[]; series: HistorySeries[] })
  | (Titled & { kind: "work"; bars: Bar[] })
  | (Titled & { kind: "spread" | "order"; series: Series[] })
  | (Titled & { kind: "flame"; unit: string; compared: boolean; names: string[]; root: PackedFrame });

// [name's index, before, after, children]: a name occurs in many stacks.
export type PackedFrame = [number, number, number, PackedFrame[]?];

function textOf(id: string): string {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error(`the page has no #${id}: it is damaged, make it again`);
  return text;
}

export interface Figures {
  readings: Record<string, string>; // by kind: how to read it
  figures: Record<string, FigureData>;
}

export function readFigures(): Figures {
  return JSON.parse(textOf("pawl-figures")) as Figures;
}

// The results are most of the page, so they stand in it compressed.
async function inflate(base64: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

export async function readResults(): Promise<Result[]> {
  return (await inflate(textOf("pawl-results"))) as Result[];
}

export function samplesAt(results: Result[], [result, list, index, field]: SamplesPath): ProcessTimes[] {
  return results[result]?.evidence[list][index]?.[field] ?? [];
}
