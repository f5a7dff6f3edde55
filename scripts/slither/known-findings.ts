import { readFileSync } from "node:fs";

export interface Finding {
  /** The detector's name. */
  check: string;
  description: string;
}

/** How a finding is called on the page of findings: by its detector and what it is found in, not by a line that moves. */
export function nameOf({ check, description }: Finding): string {
  // Of one detector the description begins with the finding's kind.
  const [where = ""] = description.replace(/^Reentrancy in /, "").split(" (contracts/", 1);
  return `${check}: ${where.replace(/\([^)]*\)/g, "")}`;
}

/** The names in the first column of the page's tables that have a reason beside them. */
export function knownFindings(path: string): Set<string> {
  const rows = readFileSync(path, "utf8").matchAll(/^\| `(?<name>[^`]+)` \| [^|]*\S[^|]* \|$/gm);
  return new Set([...rows].map((row) => row.groups?.name ?? ""));
}
