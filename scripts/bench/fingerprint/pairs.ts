import { compare } from "../../../src/domain/fingerprint/compare.ts";
import { untenableBelow } from "../../../src/domain/fingerprint/fingerprint.ts";
import type { Profile } from "../../../src/domain/fingerprint/profile.ts";
import { mixed, type Simulation } from "./simulate.ts";

/** Shares of the foreign material that are tried. */
const shares = [0.05, 0.1, 0.2, 0.35, 0.5, 1];
const draws = 60;
const enough = 0.95;

/**
 * From which share on foreign material is found out, for each pair of deposits: the declared one down, the foreign one across.
 * @returns Lines of a Markdown table; percent from which 95 % are found out, or a dash where not even the pure foreign material is.
 */
export function pairTable(simulation: Simulation, profiles: readonly Profile[], samples: number): string[] {
  const lines = [
    `| declared \\ foreign | ${profiles.map((_, index) => index + 1).join(" | ")} |`,
    `|---|${profiles.map(() => "--:").join("|")}|`,
  ];
  for (const [index, declared] of profiles.entries()) {
    const cells = profiles.map((foreign) => (foreign === declared ? "" : cell(simulation, declared, foreign, samples)));
    lines.push(`| ${index + 1} ${declared.id} | ${cells.join(" | ")} |`);
  }
  return lines;
}

function cell(simulation: Simulation, declared: Profile, foreign: Profile, samples: number): string {
  for (const share of shares) {
    let found = 0;
    for (let draw = 0; draw < draws; draw++) {
      const truth = mixed(simulation.parcel(declared, samples), simulation.parcel(foreign, samples), share);
      const comparison = compare(simulation.assay(truth), declared);
      if (comparison !== undefined && comparison.probability < untenableBelow) found++;
    }
    if (found >= enough * draws) return String(share * 100);
  }
  return "–";
}
