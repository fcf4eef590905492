// The part of d3-flame-graph 5 that flame.ts uses; the package has no types of its own.
declare module "d3-flame-graph" {
  import type { Selection } from "d3-selection";

  export interface FlameNode<Data> {
    data: Data;
    parent: FlameNode<Data> | null;
    children?: FlameNode<Data>[];
    highlight?: boolean;
  }

  export interface FlameGraph<Data> {
    (selection: Selection<HTMLElement, Data, null, undefined>): void;
    width(pixels: number): this;
    cellHeight(pixels: number): this;
    inverted(from_top: boolean): this;
    minFrameSize(pixels: number): this;
    transitionDuration(ms: number): this;
    sort(by: boolean): this;
    setColorMapper(colour: (node: FlameNode<Data>) => string): this;
    label(text: (node: FlameNode<Data>) => string): this;
    setSearchMatch(matches: (node: FlameNode<Data>, term: string) => boolean): this;
    setSearchHandler(found: (nodes: FlameNode<Data>[]) => void): this;
    onClick(zoomed: (node: FlameNode<Data>) => void): this;
    search(term: string): void;
    clear(): void;
    resetZoom(): void;
  }

  export default function flamegraph<Data>(): FlameGraph<Data>;
}
