// Numbers for axes and tips, in the units that the tables use (tools/model/format.h).

function scaled(value: number, steps: [number, string][], noBreak = "\u00a0"): string {
  const [factor, unit] = steps.findLast(([least]) => Math.abs(value) >= least) ?? steps[0]!;
  const digits = Number((value / factor).toPrecision(3));
  return `${digits.toLocaleString("en", { maximumSignificantDigits: 6 })}${unit ? noBreak + unit : ""}`;
}

export function time(ns: number): string {
  return scaled(ns, [[1, "ns"], [1e3, "µs"], [1e6, "ms"], [1e9, "s"]]);
}

export function bytes(value: number): string {
  return scaled(value, [[1, "B"], [2 ** 10, "KiB"], [2 ** 20, "MiB"], [2 ** 30, "GiB"]]);
}

export function count(value: number): string {
  return scaled(value, [[1, ""], [1e6, "M"], [1e9, "G"]]);
}

export function ratio(value: number): string {
  return `${Number(value.toPrecision(3))}×`;
}

export function amount(value: number, unit: string): string {
  if (unit === "B") return bytes(value);
  if (unit === "ns") return time(value);
  if (unit === "x") return ratio(value);
  return unit ? `${count(value)}\u00a0${unit}` : count(value);
}
