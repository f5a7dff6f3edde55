import type { Hold } from "../../../src/client/answers.ts";
import { formatGrams } from "../../../src/domain/amounts.ts";
import type { Hex } from "../../../src/domain/hex.ts";
import { challengeStateWords } from "../../../src/domain/words.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { day } from "../../../src/statements/wording.ts";
import { writeDocument } from "../documents.ts";
import { type Refusal, refusalTo } from "../refusals.ts";
import { dispatchAll, type Shipment } from "../steps/ship.ts";
import { justNow, type Lot, type World } from "../world.ts";
import type { Telling } from "./telling.ts";

const tonne = 1_000_000n;
const days = 86_400;
/** Codes of the ground and of the reason: what they mean is the authority's own list. */
const [ground, reason] = [3, 4];

/** A challenge that stands. */
export interface Challenged {
  lot: Lot;
  challenge: Hex;
}

/** Customs of China ask an exporter what it sends through Thailand to Mexico: until that is decided, nothing more of it leaves. */
export async function challengeGoods(world: World, lot: Lot, telling: Telling): Promise<Challenged> {
  const { road, organisations } = world;
  const { exportCustoms, lightRefinery } = organisations;
  await dispatchAll(world, [throughThailand(lot)]);
  const notice = writeDocument({ title: "Notice of challenge", asked: "what the goods are, and who uses them" });
  await road.deposit([notice]);
  const answerBy = await earliestDeadline(world);
  const challenge = await road.sign(exportCustoms, "challenge", {
    message: {
      lot: lot.id,
      holder: lightRefinery.address,
      country: "CN",
      ground,
      notice: notice.hash,
      answerBy,
      until: justNow() + 40 * days,
    },
  });
  await road.carry([challenge]);
  const challenged = { lot, challenge: road.digest(challenge) };
  telling.expect(
    `customs challenge the exporter: documents within seven working days, by ${day(answerBy)}`,
    challengeStateWords.challenged.en,
    await stateOf(world, challenged),
  );
  await sendMore(world, challenged, telling);
  telling.expect(
    "customs decide before the deadline, without an answer",
    "refused, ChallengeUnanswered",
    wordsOf(await refusalTo(decide(world, challenged))),
  );
  return challenged;
}

/** The deadline is past: the challenge is overdue, it is answered late, and decided. */
export async function letDeadlinePass(world: World, challenged: Challenged, telling: Telling): Promise<void> {
  telling.expect("the deadline is past", challengeStateWords.overdue.en, await stateOf(world, challenged));
  await answer(world, challenged);
  telling.expect(
    "the exporter answers with its documents",
    `${challengeStateWords.answered.en}, late`,
    await stateOf(world, challenged),
  );
  await decide(world, challenged);
  telling.expect(
    "customs decide",
    `${challengeStateWords["licence-required"].en}, answered late`,
    await stateOf(world, challenged),
  );
  await sendMore(world, challenged, telling);
  telling.expect(
    "customs seize a tonne of it",
    "1 t with customs, none of it given back",
    await seize(world, challenged),
  );
}

function throughThailand({ plan }: Lot): Shipment {
  return {
    ...{ from: "lightRefinery", to: "importer", route: ["TH"], seal: "CN-5201" },
    load: [[plan.number, 2n * tonne]],
  };
}

async function sendMore(world: World, { lot }: Challenged, telling: Telling): Promise<void> {
  const refusal = await refusalTo(dispatchAll(world, [throughThailand(lot)]));
  telling.expect("the exporter sends more of it", "refused, GoodsHeld", wordsOf(refusal));
}

function wordsOf(refusal: Refusal | undefined): string {
  return refusal === undefined ? "NOT REFUSED" : `refused, ${refusal.name}`;
}

/** The ledger's own count of seven working days from now. */
async function earliestDeadline({ ledger }: World): Promise<number> {
  const data = ledger.encodeCall("Customs", "earliestDeadline", ["0x434e"]);
  const result = await ledger.rpc.call("eth_call", [{ to: ledger.address("Customs"), data }, "latest"]);
  const [deadline] = Object.values(ledger.decodeResult("Customs", "earliestDeadline", String(result)));
  return Number(deadline);
}

async function answer({ road, organisations }: World, { lot, challenge }: Challenged): Promise<void> {
  const titles = ["Customs declaration", "Contract of sale", "What the goods are and are for", "Test report"];
  const documents = titles.map((title) => writeDocument({ title, lot: lot.plan.number }));
  await road.deposit(documents);
  const [declaration, contractOfSale, explanation, technical] = documents.map(({ hash }) => hash) as [
    Hex,
    Hex,
    Hex,
    Hex,
  ];
  await road.carry([
    await road.sign(organisations.lightRefinery, "answer-challenge", {
      message: { lot: lot.id, challenge, declaration, contractOfSale, explanation, technical, other: null },
    }),
  ]);
}

async function decide({ road, organisations }: World, { lot, challenge }: Challenged): Promise<void> {
  const message = {
    lot: lot.id,
    challenge,
    decision: "licence-required",
    reason,
    until: justNow() + 40 * days,
  } as const;
  await road.carry([await road.sign(organisations.exportCustoms, "decide-challenge", { message })]);
}

/** A tonne that the exporter still has is taken away by order. Tells what of the lot is seized, as the service tells everybody. */
async function seize({ road, organisations }: World, { lot, challenge }: Challenged): Promise<string> {
  const { exportCustoms, lightRefinery } = organisations;
  const order = writeDocument({ title: "Order of seizure", lot: lot.plan.number });
  await road.deposit([order]);
  const held = { lot: lot.id, hold: challenge, holder: lightRefinery.address, country: "CN" } as const;
  const seizure = await road.sign(exportCustoms, "seize", {
    message: { ...held, grams: tonne, ground, evidence: order.hash },
  });
  await road.carry([seizure]);
  const { items } = await road.client.seizures({ lot: lotIdToWire(lot.id) });
  const found = items.find(({ statement }) => statement === road.digest(seizure));
  if (found === undefined || found.authority !== exportCustoms.address) return "not seized";
  return `${formatGrams(BigInt(found.grams))} with customs, ${found.endedAt === null ? "none of it given back" : "given back"}`;
}

/** Where the challenge stands, as the service tells everybody. */
async function stateOf({ road }: World, { lot, challenge }: Challenged): Promise<string> {
  const { items } = await road.client.holds({ lot: lotIdToWire(lot.id) });
  const found: Hold["challenge"] = items.find(({ statement }) => statement === challenge)?.challenge ?? null;
  if (found === null) return "no challenge";
  const { state, late } = found;
  const lateness = late ? (state === "answered" ? ", late" : ", answered late") : "";
  return `${challengeStateWords[state].en}${lateness}`;
}
