/** A line of a source that no test ran. */
export interface UncoveredLine {
  path: string;
  line: number;
}

/** What a coverage report in the lcov format says of each source: how many lines can run, and which of them never did. */
export function readLcov(report: string): Map<string, { lines: number; uncovered: UncoveredLine[] }> {
  const sources = new Map<string, { lines: number; uncovered: UncoveredLine[] }>();
  let path = "";
  for (const entry of report.split("\n")) {
    const [, kind, rest = ""] = /^([A-Z]+):(.*)$/.exec(entry) ?? [];
    if (kind === "SF") {
      path = rest;
      sources.set(path, { lines: 0, uncovered: [] });
    } else if (kind === "DA") {
      const [line, count] = rest.split(",").map(Number);
      const source = sources.get(path);
      if (source === undefined || line === undefined) continue;
      source.lines += 1;
      if (count === 0) source.uncovered.push({ path, line });
    }
  }
  return sources;
}
