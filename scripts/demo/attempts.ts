import { Wallet } from "ethers";
import { type Attempt, groups, type Outcome, type Refused } from "./attempt.ts";
import { assayed, measured } from "./compositions.ts";
import { betrayals } from "./insiders.ts";
import { laundering } from "./laundering.ts";
import { quotas } from "./lot-plan.ts";
import { type Refusal, refusalIn } from "./refusals.ts";
import { sendAnyway } from "./send-anyway.ts";
import { certificate } from "./steps/certify.ts";
import { declaration } from "./steps/declare.ts";
import { handOverStatement } from "./steps/hand-over.ts";
import type { Story } from "./story.ts";
import { draw, justNow, lotOf, type World } from "./world.ts";

/** The service's answer to what it has taken before: nothing happens twice. */
const alreadyKnown = "already known";

const attempts: readonly Refused[] = [
  {
    group: "papers",
    title: "a certificate signed by somebody else's key",
    refusedAs: "SignatureInvalid",
    async try(world, { undecided }) {
      const genuine = await certificate(world, undecided);
      const { key: thief } = world.organisations.buyer;
      const forged = await world.road.signAs(thief, { kind: "certify", message: genuine.message });
      return world.road.client.submit({ ...genuine, signature: forged });
    },
  },
  {
    group: "papers",
    title: "a signed declaration, made heavier after it was signed",
    refusedAs: "SignatureInvalid",
    async try(world, { undecided }) {
      const lot = draw(world.organisations, { ...undecided.plan, number: "ALTERED-01", massGrams: 1_000n });
      const genuine = await declaration(world, lot);
      const content = { ...genuine.message.content, massGrams: 2_000n };
      return world.road.client.submit({ ...genuine, message: { ...genuine.message, content } });
    },
  },
  {
    group: "custody",
    title: "a handover that took place, sent to the service again",
    refusedAs: alreadyKnown,
    try: ({ road }, { handOver }) => road.client.submit(handOver),
  },
  {
    group: "custody",
    title: "a handover that took place, replayed straight to the ledger",
    refusedAs: "NonceSpent",
    try: ({ ledger }, { handOver }) =>
      sendAnyway(ledger.rpc, Wallet.createRandom(), ledger.encodeStatementCall(handOver)),
  },
  {
    group: "custody",
    title: "another handover under a nonce that is spent",
    refusedAs: "NonceSpent",
    async try(world, { handOver }) {
      const { carrier, magnetMaker } = world.organisations;
      const message = { ...handOver.message, grams: handOver.message.grams + 1n };
      const signature = await world.road.signAs(carrier.key, { kind: "hand-over", message });
      const countersignature = await world.road.signAs(magnetMaker.key, { kind: "hand-over", message });
      return world.road.client.submit({ kind: "hand-over", message, signature, countersignature });
    },
  },
  {
    group: "custody",
    title: "one gram more than is held",
    refusedAs: "StockMissing",
    async try(world) {
      const number = "BO-NdPr-04";
      const grams = world.books.inHand(lotOf(world, number).id, "lightRefinery") + 1n;
      return world.road.client.submit(
        await handOverStatement(world, { number, grams, from: "lightRefinery", to: "carrier" }),
      );
    },
  },
  {
    group: "examination",
    title: "a certificate by a verifier without accreditation for the scheme",
    refusedAs: "NotAccredited",
    try: async (world, { undecided }) =>
      world.road.client.submit(await certificate(world, undecided, "secondVerifier")),
  },
  {
    group: "papers",
    title: "the same lot declared twice",
    refusedAs: "LotAlreadyDeclared",
    try: async (world) => world.road.client.submit(await declaration(world, lotOf(world, "BO-C-01"))),
  },
  {
    group: "papers",
    title: "one lot number with a second content",
    refusedAs: "lot-number-taken",
    async try(world) {
      const { plan } = lotOf(world, "BO-C-01");
      const lot = draw(world.organisations, { ...plan, massGrams: plan.massGrams + 1n });
      return world.road.client.submit(await declaration(world, lot));
    },
  },
  {
    group: "mass",
    title: "a root one gram beyond what is left of its quota",
    refusedAs: "QuotaExceeded",
    async try(world) {
      const { plan } = lotOf(world, "BO-C-01");
      const drawn = [...world.lots.values()].filter((lot) => lot.plan.quota === plan.quota);
      if (plan.quota === null) throw new Error("BO-C-01 has parents");
      const left = quotas[plan.quota].grams - drawn.reduce((sum, lot) => sum + lot.plan.massGrams, 0n);
      const lot = draw(world.organisations, { ...plan, number: "BO-C-99", massGrams: left + 1n });
      return world.road.client.submit(await declaration(world, lot));
    },
  },
  {
    group: "examination",
    title: "an assay that conforms beside figures that do not",
    refusedAs: "ElementDiffers",
    async try(world, { undecided }) {
      const { laboratory } = world.organisations;
      const { identity, id, documents } = undecided;
      const statement = await world.road.sign(laboratory, "assay", {
        message: {
          lot: id,
          composition: assayed(measured(identity.content.composition, -1_500), identity.content.form),
          outcome: "conforms",
          evidence: documents.hash,
          country: identity.content.country,
          site: null,
          occurredAt: justNow(),
        },
        witness: identity,
      });
      return world.road.client.submit(statement);
    },
  },
  {
    group: "custody",
    title: "a receipt of more than was sent",
    refusedAs: "ReceivedMoreThanSent",
    async try(world, { onTheRoad: { id, lines, shipment, dispatch } }) {
      const statement = await world.road.sign(world.organisations[shipment.to], "receive", {
        message: {
          consignment: id,
          receivedGrams: lines.map(({ grams }) => grams + 1n),
          shortageReason: 0,
          sealIntact: true,
          occurredAt: justNow(),
        },
        witness: { dispatch: dispatch.message },
      });
      return world.road.client.submit(statement);
    },
  },
  {
    group: "custody",
    title: "a consignment taken in by somebody it was not sent to",
    refusedAs: "NotTheRecipient",
    async try(world, { onTheRoad: { id, lines, dispatch } }) {
      const statement = await world.road.sign(world.organisations.carrier, "receive", {
        message: {
          consignment: id,
          receivedGrams: lines.map(({ grams }) => grams),
          shortageReason: 0,
          sealIntact: true,
          occurredAt: justNow(),
        },
        witness: { dispatch: dispatch.message },
      });
      return world.road.client.submit(statement);
    },
  },
  {
    group: "custody",
    title: "a plain token transfer by the holder itself, behind custody's back",
    refusedAs: "PlainTransferDisabled",
    async try(world) {
      const { ledger, organisations } = world;
      const { account } = organisations.lightRefinery;
      const args = [account.address, organisations.buyer.address, lotOf(world, "BO-NdPr-04").id, 1n, "0x"];
      const data = ledger.encodeCall("Lots", "safeTransferFrom", args);
      return sendAnyway(ledger.rpc, account, { to: ledger.address("Lots"), data });
    },
  },
  {
    group: "papers",
    title: "a document put in another's place",
    refusedAs: "evidence-mismatch",
    try: ({ road }, { undecided: { documents } }) =>
      road.client.storeEvidence(documents.hash, new TextEncoder().encode("{}")),
  },
];

/** Makes every attempt; none may succeed. */
export async function attemptAll(world: World, story: Story): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const attempt of [...attempts, ...laundering, ...betrayals])
    outcomes.push(await outcomeOf(attempt, world, story));
  return groups.flatMap((group) => outcomes.filter((outcome) => outcome.group === group));
}

async function outcomeOf(attempt: Attempt, world: World, story: Story): Promise<Outcome> {
  const { group, title } = attempt;
  if ("madeGoodAs" in attempt) {
    const isMadeGood = await attempt.try(world, story);
    const madeGood = isMadeGood ? attempt.madeGoodAs : undefined;
    return { group, title, refusal: undefined, madeGood, asExpected: isMadeGood };
  }
  const refusal = await refusalOf(() => attempt.try(world, story));
  return { group, title, refusal, madeGood: undefined, asExpected: refusal?.name === attempt.refusedAs };
}

async function refusalOf(attempt: () => Promise<unknown>): Promise<Refusal | undefined> {
  try {
    const answer = await attempt();
    const known = typeof answer === "object" && answer !== null && "known" in answer && answer.known === true;
    return known
      ? { by: "service", name: alreadyKnown, reason: "the answer of the first time; nothing moves twice" }
      : undefined;
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return refusal;
  }
}
