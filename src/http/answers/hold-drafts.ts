import type { z } from "zod";
import type { inspection } from "../../api/schemas/inspection.ts";
import { openStatuses } from "../../domain/consignment.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { Credential } from "../../readers/credential.ts";
import { kindsDoing, kindWith } from "../../statements/knowledge.ts";
import type { Consignment } from "../../store/repositories/consignment-repository.ts";
import type { LotRow } from "../../store/repositories/lot-repository.ts";
import type { Services } from "../services.ts";

type HoldDraft = z.input<typeof inspection>["holds"][number];

const daySeconds = 86_400;
const termDays = 30;

/** What holds are drafted for. */
export interface ToHold {
  lots: readonly LotRow[];
  /** That carries them; undefined where none was named. */
  consignment: Consignment | undefined;
  /** Where they were found. */
  country: string;
  ground: number | null;
  evidence: string | null;
}

/**
 * Holds of goods, ready to be signed but for what is not known: of the consignment where that is on the road, else each of one lot and one
 * holder. What the authority holds already is left out: the ledger takes no second hold of it.
 */
export async function holdDrafts(
  services: Services,
  { organisation, key }: Credential,
  { lots, consignment, country, ground, evidence }: ToHold,
): Promise<HoldDraft[]> {
  const now = Math.floor(Date.now() / 1_000);
  const terms = { country, ground, evidence, until: now + termDays * daySeconds, organisation, key };
  if (consignment !== undefined && isOnTheRoad(consignment)) {
    const id = consignment.id as Hex;
    const standing = { consignment: id, authority: organisation, inForceAt: BigInt(now) };
    if ((await services.holds.list(standing, { limit: 1 })).items.length > 0) return [];
    const message = { consignment: id, ...terms };
    return [{ kind: kindOfHold(message), lotNumber: null, message }];
  }
  const drafts: HoldDraft[] = [];
  for (const { id: lot, lot_number: lotNumber } of lots) {
    const filter = { lot, authority: organisation, country, inForceAt: BigInt(now) };
    const [holders, standing] = await Promise.all([
      consignment === undefined ? holdersIn(services, lot, country) : [holderOf(consignment, country)],
      services.holds.list(filter, { limit: 200 }),
    ]);
    const parts = standing.items.filter((each) => each.consignment === null);
    const held = new Set(parts.map(({ holder }) => holder));
    for (const holder of holders.filter((each) => !held.has(each))) {
      const message = { lot, holder, ...terms };
      drafts.push({ kind: kindOfHold(message), lotNumber, message });
    }
  }
  return drafts;
}

/** Whether a consignment can be held as such: nothing of it has come into a hand. */
function isOnTheRoad({ status }: Consignment): boolean {
  return status === "on-the-road" || status === "refused";
}

/** Whose grams a consignment's were at its ends. Of what it passed between them everybody's are held. */
function holderOf({ from_country, to_country, sender, recipient }: Consignment, country: string): Address | null {
  if (country === to_country) return recipient;
  return country === from_country ? sender : null;
}

/** Who has grams of a lot in a country, or is to receive some there; everybody where nobody is known to. */
async function holdersIn({ lots }: Services, lot: Hex, country: string): Promise<(Address | null)[]> {
  const [holders, lines] = await Promise.all([lots.holders(lot), lots.lines(lot)]);
  const here = holders.filter((each) => each.country === country).map(({ holder }) => holder as Address);
  const coming = lines
    .filter(({ status, to_country }) => to_country === country && openStatuses.some((open) => open === status))
    .map(({ recipient }) => recipient);
  const found = [...new Set([...here, ...coming])];
  return found.length === 0 ? [null] : found;
}

function kindOfHold(message: HoldDraft["message"]): HoldDraft["kind"] {
  const kind = kindWith(Object.keys(message), kindsDoing("held"));
  if (kind === undefined) throw new Error("no kind of statement holds goods by these fields");
  return kind;
}
