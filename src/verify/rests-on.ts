import { foundIn } from "../domain/lineage.ts";
import { allowanceSubject } from "../domain/register-subject.ts";
import type { RestsOn } from "../domain/verdict.ts";
import { doneBy } from "../statements/knowledge.ts";
import { locationNumberToWire } from "../statements/location-number.ts";
import { type Ancestry, isWholeAncestry } from "./ancestry.ts";
import type { Dossier } from "./dossier.ts";
import { type LotCase, registerOf } from "./lot-case.ts";
import { drawnBy } from "./register.ts";

/** What certificates draw on stands under the site that is none. */
const certificateSite = locationNumberToWire(0n);

/** How much of a lot was never measured, from what its certificate and the step that made it drew on allowances. */
export function restsOnIn(lotCase: LotCase): RestsOn | null {
  const { facts, ancestry, dossier, lot } = lotCase;
  const { declaration } = facts;
  const making = makingOf(ancestry, lot);
  if (declaration === null || making === undefined) return null;
  const { content } = declaration.identity;
  return {
    foundNanograms: foundIn(content, content.massGrams).reduce((sum, found) => sum + found, 0n),
    certificateNanograms: facts.certification === null ? 0n : certificateDraw(lotCase, dossier),
    making,
    ancestorsDrew: ancestry === null ? false : ancestorsDrew(lotCase, ancestry),
  };
}

/** What the step that made the lot drew; null where none did, undefined where it is not known. */
function makingOf(ancestry: Ancestry | null, lot: LotCase["lot"]): RestsOn["making"] | undefined {
  if (ancestry === null) return null;
  const { lineage } = ancestry;
  const madeBy = lineage.lots.get(lot)?.madeBy;
  if (madeBy === null) return null;
  const step = madeBy === undefined ? undefined : lineage.steps.get(madeBy);
  if (step === undefined || !isWholeAncestry(ancestry)) return undefined;
  const { toleratedNanograms, reliedNanograms, outputs } = step;
  return { toleratedNanograms, reliedNanograms, lots: outputs.length };
}

function ancestorsDrew(lotCase: LotCase, { lineage, dossiers, uncompared }: Ancestry): boolean | null {
  const own = lineage.lots.get(lotCase.lot)?.madeBy;
  const steps = [...lineage.steps.values()].filter(({ digest }) => digest !== own);
  const drew =
    steps.some(({ toleratedNanograms, reliedNanograms }) => toleratedNanograms + reliedNanograms > 0n) ||
    dossiers.some((dossier) => certificateDraw(lotCase, dossier) > 0n);
  return drew || (uncompared === 0 ? false : null);
}

/** What the certificates in a dossier drew in all on the allowance of the lot's producer, in nanograms: each draws what was not drawn before. */
function certificateDraw(lotCase: LotCase, { entries }: Dossier): bigint {
  const producer = entries[0]?.known?.statement.message.organisation;
  if (producer === undefined) return 0n;
  const allowance = registerOf(lotCase, "allowance", allowanceSubject(producer, certificateSite).id);
  if (allowance === undefined || allowance.acts.length === 0) return 0n;
  const certificates = entries.filter(({ known }) => doneBy(known?.statement, "issued", "renewed"));
  return certificates.reduce((sum, { link }) => sum + drawnBy(allowance, link.digest).toleratedNanograms, 0n);
}
