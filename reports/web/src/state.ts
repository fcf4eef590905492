// What the reader has chosen, kept in the address so that a link shows the same.

export interface State {
  filter: string;
  verdicts: string[]; // empty: all
  sort: string; // a column's heading; empty: worst first
  descending: boolean;
}

export function readState(): State {
  const query = new URLSearchParams(location.search);
  return {
    filter: query.get("filter") ?? "",
    verdicts: query.get("verdicts")?.split(",").filter(Boolean) ?? [],
    sort: query.get("sort") ?? "",
    descending: query.get("order") === "descending",
  };
}

export function writeState(state: State): void {
  const query = new URLSearchParams();
  if (state.filter) query.set("filter", state.filter);
  if (state.verdicts.length > 0) query.set("verdicts", state.verdicts.join(","));
  if (state.sort) query.set("sort", state.sort);
  if (state.sort && state.descending) query.set("order", "descending");
  const text = query.toString();
  history.replaceState(null, "", `${location.pathname}${text ? `?${text}` : ""}${location.hash}`);
}
