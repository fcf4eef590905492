import { readState, type State, writeState } from "./state.ts";

const MOST_UNFOLDED = 100; // rows, as in reports/tables.cc

// One row of a table: its <tbody>, which holds its explanation and commands, too.
interface Row {
  body: HTMLTableSectionElement;
  table: HTMLTableElement;
  verdict: string;
  text: string;
  cells: HTMLTableCellElement[];
}

function readRows(table: HTMLTableElement): Row[] {
  return [...table.tBodies].map((body) => ({
    body,
    table,
    verdict: body.className,
    text: body.textContent!.toLowerCase(),
    cells: [...body.rows[0]!.cells],
  }));
}

// Cells that say nothing come last, whichever way the column is sorted.
function compare(a: Row, b: Row, column: number, descending: boolean): number {
  const left = a.cells[column]!, right = b.cells[column]!;
  if (left.classList.contains("n")) {
    const [x, y] = [left, right].map((cell) => (cell.dataset["value"] ? Number(cell.dataset["value"]) : NaN)) as [number, number];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return descending ? y - x : x - y;
  }
  const order = left.textContent!.localeCompare(right.textContent!, "en", { numeric: true });
  return descending ? -order : order;
}

function sortButton(heading: HTMLTableCellElement): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sort";
  button.textContent = heading.textContent;
  heading.replaceChildren(button);
  return button;
}

function checkbox(verdict: string, badge: Element, checked: boolean): [HTMLLabelElement, HTMLInputElement] {
  const label = document.createElement("label");
  const box = label.appendChild(document.createElement("input"));
  box.type = "checkbox";
  box.value = verdict;
  box.checked = checked;
  label.append(badge.cloneNode(true));
  return [label, box];
}

// The tables have the same columns; each row stays in its own.
export function enhanceTables(tables: HTMLTableElement[]): void {
  const rows = tables.flatMap(readRows);
  const fold = tables.at(-1)!.closest("details");
  const state: State = readState();
  const controls = document.createElement("div");
  controls.className = "controls";
  controls.setAttribute("role", "search");

  const filter = controls.appendChild(document.createElement("input"));
  filter.type = "search";
  filter.placeholder = "Filter: words, all of which a row contains";
  filter.setAttribute("aria-label", "Filter the comparisons by words");
  filter.value = state.filter;
  const choices = controls.appendChild(document.createElement("fieldset"));
  choices.appendChild(document.createElement("legend")).textContent = "Verdicts";
  const boxes = [...new Map(rows.map((row) => [row.verdict, row]))].map(([verdict, row]) => {
    const [label, box] = checkbox(verdict, row.body.querySelector(".badge")!, state.verdicts.length === 0 || state.verdicts.includes(verdict));
    choices.append(label);
    return box;
  });
  const shown = controls.appendChild(document.createElement("output"));
  const reset = controls.appendChild(document.createElement("button"));
  reset.type = "button";
  reset.textContent = "Worst first, all rows";

  const headings = tables
    .flatMap((table) => [...table.tHead!.rows[0]!.cells])
    .map((heading) => ({ heading, name: heading.textContent!, column: heading.cellIndex, button: sortButton(heading) }));

  // What a filter finds is not to be hidden behind a fold, unless it is so much that showing it takes long.
  const unfold = () => {
    const folded = rows.filter(({ body, table }) => !body.hidden && fold?.contains(table)).length;
    if (fold && folded > 0 && folded <= MOST_UNFOLDED) fold.open = true;
  };
  const cameFolded = fold !== null && !fold.open;

  let order = rows;
  const apply = () => {
    const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = rows.filter(
      ({ text, verdict }) => words.every((word) => text.includes(word)) && (state.verdicts.length === 0 || state.verdicts.includes(verdict)),
    );
    const matches = new Set(matching);
    for (const row of rows) row.body.hidden = !matches.has(row);
    shown.textContent = `${matching.length} of ${rows.length} rows`;
    const column = headings.find(({ name }) => name === state.sort)?.column;
    const sorted = column === undefined ? rows : [...rows].sort((a, b) => compare(a, b, column, state.descending));
    if (sorted.some((row, i) => row !== order[i])) {
      for (const table of tables) table.append(...sorted.filter((row) => row.table === table).map((row) => row.body));
      order = sorted;
    }
    for (const { heading, name } of headings) {
      if (name === state.sort) heading.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    }
  };
  const changed = () => {
    apply();
    writeState(state);
  };
  const filtered = () => {
    changed();
    unfold();
  };

  filter.addEventListener("input", () => {
    state.filter = filter.value;
    filtered();
  });
  choices.addEventListener("change", () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    state.verdicts = chosen.length === boxes.length ? [] : chosen.length === 0 ? ["none"] : chosen;
    filtered();
  });
  for (const { name, button } of headings) {
    button.addEventListener("click", () => {
      state.descending = state.sort === name && !state.descending;
      state.sort = name;
      changed();
    });
  }
  reset.addEventListener("click", () => {
    Object.assign(state, { filter: "", verdicts: [], sort: "", descending: false });
    filter.value = "";
    for (const box of boxes) box.checked = true;
    if (cameFolded) fold.open = false;
    changed();
  });
  apply();
  unfold();
  document.getElementById("comparisons")!.after(controls);
}
