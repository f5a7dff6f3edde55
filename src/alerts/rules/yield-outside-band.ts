import type { ElementSymbol } from "../../domain/elements.ts";
import type { Hex } from "../../domain/hex.ts";
import type { LineageLot, LineageStep } from "../../domain/lineage.ts";
import { alertWords, yieldAlerts } from "../../domain/plausibility.ts";
import type { Process } from "../../domain/process.ts";
import { processWords } from "../../domain/words.ts";
import type { Deed } from "../../statements/deeds.ts";
import type { Facts, StatementEvent } from "../events.ts";
import { defineRule } from "../rule.ts";

/** A step recovered more or less than is published of its process. */
export const yieldOutsideBand = defineRule<
  "yield-outside-band",
  {
    step: string;
    process: Process;
    element: ElementSymbol | null;
    yieldBasisPoints: number;
    minimumBasisPoints: number;
    maximumBasisPoints: number;
  }
>({
  name: "yield-outside-band",
  severity: "warning",
  title: { en: "Yield outside the published band", zh: "收率超出公开范围" },
  words: ({ step, ...alert }) => {
    const { en, zh } = alertWords({ step: step as Hex, ...alert }, processWords[alert.process]);
    return { en: `${en}.`, zh: `${zh}。` };
  },
  judge(event, facts) {
    if (event.type !== "statement" || event.does?.what !== "transformed") return [];
    const { organisation, does } = event;
    const alerts = yieldAlerts({ lots: lotsOf(event, facts), steps: new Map([[event.digest, stepOf(event, does)]]) });
    return alerts.map((alert) => ({
      cause: `${event.digest} ${alert.element ?? "all"}`,
      subject: { type: "organisation", id: organisation },
      statements: [event.digest],
      organisations: [organisation],
      countries: [...new Set(does.outputs.map(({ content }) => content.country))],
      evidence: { ...alert },
    }));
  },
});

function lotsOf(event: StatementEvent, facts: Facts): Map<Hex, LineageLot> {
  const lots = event.lots.map((id) => ({ ...facts.lot(id), madeBy: null, certifiable: true }));
  return new Map(lots.map((lot) => [lot.id, lot]));
}

/** The step as far as yields ask for it: carbon, prices and allowances are nothing to them. */
function stepOf({ digest, organisation, lots }: StatementEvent, does: Deed<"transformed">): LineageStep {
  const { process, inputs, occurredAt } = does;
  return {
    digest,
    kind: "transformation",
    process,
    organisation,
    country: "",
    site: 0n,
    occurredAt,
    inputs: inputs.map(({ grams }, index) => ({
      lot: lots[index] as Hex,
      grams,
      footprintGramsPerKilogram: 0n,
      transportMilligrams: 0n,
      isCertified: false,
    })),
    outputs: lots.slice(inputs.length),
    emissionsMilligrams: 0n,
    accountMilligrams: null,
    takenBefore: [],
    toleratedNanograms: 0n,
    reliedNanograms: 0n,
    prices: null,
  };
}
