import type { Statement } from "../../src/statements/statement.ts";
import { assayed } from "../demo/compositions.ts";
import { planLots } from "../demo/lot-plan.ts";
import { draw, justNow, type Lot } from "../demo/world.ts";
import type { QuickSigner } from "./quick-sign.ts";
import type { Stage } from "./stage.ts";

/** Lots of concentrate, a kilogram each if nothing else is said, that nobody has declared yet. */
export function drawLots(
  { organisations }: Pick<Stage, "organisations">,
  prefix: string,
  count: number,
  massGrams = 1_000n,
): Lot[] {
  const [plan] = planLots();
  if (plan === undefined) throw new Error("There is no plan to draw from");
  return Array.from({ length: count }, (_, index) =>
    draw(organisations, { ...plan, number: `${prefix}-${index}`, massGrams }),
  );
}

export function declare({ organisations }: Pick<Stage, "organisations">, signer: QuickSigner, lot: Lot): Statement {
  const { lotNumber, content } = lot.identity;
  return signer.sign(organisations[lot.producer], "declare", { message: { lotNumber, content } });
}

/** A laboratory's weight: the simplest attestation. */
export function weigh({ organisations }: Pick<Stage, "organisations">, signer: QuickSigner, lot: Lot): Statement {
  return signer.sign(organisations.laboratory, "attest", {
    message: { ...finding(lot), kind: "weight", quantity: lot.identity.content.massGrams },
  });
}

/** What the scheme asks for, except the weight. */
export function examine({ organisations }: Pick<Stage, "organisations">, signer: QuickSigner, lot: Lot): Statement[] {
  const { form, composition, footprintGramsPerKilogram } = lot.identity.content;
  return [
    signer.sign(organisations.laboratory, "assay", {
      message: { ...finding(lot), composition: assayed(composition, form) },
      witness: lot.identity,
    }),
    signer.sign(organisations.verifier, "attest", {
      message: { ...finding(lot), kind: "footprint", quantity: BigInt(footprintGramsPerKilogram) },
    }),
  ];
}

export function certify({ organisations }: Pick<Stage, "organisations">, signer: QuickSigner, lot: Lot): Statement {
  const validUntil = justNow() + 90 * 86_400;
  return signer.sign(organisations.verifier, "certify", {
    message: { lot: lot.id, scheme: lot.plan.scheme, validUntil, report: null },
  });
}

/** One gram from the producer to the carrier, on the spot. */
export function handOver({ organisations }: Pick<Stage, "organisations">, signer: QuickSigner, lot: Lot): Statement {
  const { carrier } = organisations;
  const recipient = { recipient: carrier.address, recipientKey: carrier.key.address };
  const message = {
    lot: lot.id,
    grams: 1n,
    country: lot.identity.content.country,
    ...recipient,
    occurredAt: justNow(),
  };
  return signer.sign(organisations[lot.producer], "hand-over", { message }, carrier);
}

function finding({ id, identity, documents }: Lot) {
  const { country } = identity.content;
  const occurredAt = justNow();
  return { lot: id, outcome: "conforms", evidence: documents.hash, country, site: null, occurredAt } as const;
}
