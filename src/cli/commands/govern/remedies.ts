import type { Command } from "commander";
import type { Hex } from "../../../domain/hex.ts";
import { release, setAsideCorrection } from "../../../ledger/governance-calls.ts";
import { toDigest, toLot } from "../../arguments.ts";
import type { Say } from "../../language.ts";
import { act, addAct } from "./act.ts";

/** Acts that undo what a signer did to goods that belong to others: `set-aside-correction`, `release`. */
export function addRemedies(govern: Command, say: Say): void {
  const lot = ["<lot>", say("id of the lot", "批次编号"), toLot] as const;

  addAct(
    govern,
    say,
    "set-aside-correction",
    "take a footprint back to what it was before a correction, and before those after it",
    "撤销某次碳足迹更正（及其后的更正），恢复更正前的数值",
  )
    .argument(...lot)
    .argument("<correction>", say("digest of the correction", "更正声明的摘要"), toDigest)
    .action(act((id: bigint, correction: Hex, _options: object) => setAsideCorrection(id, correction)));

  addAct(
    govern,
    say,
    "release",
    "give a rejected lot's withheld grams back to its quota, once no finding stands against it",
    "在不再有不符结论后，将被拒批次扣留的克数退回配额",
  )
    .argument(...lot)
    .action(act((id: bigint, _options: object) => release(id)));
}
