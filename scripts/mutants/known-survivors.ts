import { readFileSync } from "node:fs";
import type { Mutant } from "./mutate.ts";

/** How a mutant is called on the page of survivors: by what it is, not by a line that moves. */
export function nameOf(subject: string, { within, from, to }: Mutant): string {
  return `${subject}.${within}: ${short(from)} → ${to === "" ? "(left out)" : short(to)}`;
}

/** The names in the first column of the page's tables. */
export function knownSurvivors(path: string): Set<string> {
  const rows = readFileSync(path, "utf8").matchAll(/^\| `(?<name>(?:[^`])+)` \|/gm);
  return new Set([...rows].map((row) => (row.groups?.name ?? "").replaceAll("\\|", "|")));
}

function short(text: string): string {
  return text.length <= LENGTH ? text : `${text.slice(0, LENGTH)}…`;
}

const LENGTH = 110;
