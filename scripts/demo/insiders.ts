import type { Content } from "../../src/domain/lot.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import type { Attempt } from "./attempt.ts";
import { assayed, measured, separatedOxide } from "./compositions.ts";
import { like } from "./laundering.ts";
import { origin } from "./lot-plan.ts";
import { certificate } from "./steps/certify.ts";
import { declaration } from "./steps/declare.ts";
import { examination } from "./steps/examine.ts";
import { handOverStatement } from "./steps/hand-over.ts";
import { dispatchAll } from "./steps/ship.ts";
import { transformation } from "./steps/transform.ts";
import { draw, justNow, type Lot, lotOf, type World } from "./world.ts";

const kilogram = 1_000n;
const tonne = 1_000_000n;
const periodSeconds = 90 * 86_400;
const bayanObo = "Bayan Obo (bastnaesite, Inner Mongolia, CN)";
const longnan = "Longnan (ion-adsorption clay, heavy, Jiangxi, CN)";

/** Attempts by those who may sign, each with its own rightful signature: the laws have to hold against them too. */
export const betrayals: readonly Attempt[] = [
  {
    group: "mass",
    title: "dysprosium drawn from a plant's account, into which went oxide in which nobody found any",
    refusedAs: "CreditExceeded",
    async try(world) {
      const lot = lotOf(world, "BO-NdPr-08");
      const { site, part } = world.organisations.lightRefinery;
      const content = like(lot.identity.content, 10n * kilogram, {
        form: "metal",
        // Every limit stays, and all else is dysprosium.
        composition: { ...separatedOxide(longnan, ["Dy"], 995_000), Dy: { partsPerHundredMillion: 95_000_000 } },
      });
      return bundle(world, [
        await world.road.sign(world.organisations.lightRefinery, "deposit", {
          message: {
            process: "reduction",
            inputs: [{ lot: lot.id, grams: 100n * kilogram }],
            country: part.country,
            site,
            occurredAt: justNow(),
          },
          witness: [lot.identity],
        }),
        await world.road.sign(world.organisations.lightRefinery, "withdraw", {
          message: {
            process: "reduction",
            period: Math.floor(Date.now() / 1_000 / periodSeconds),
            outputs: [{ lotNumber: "DRAWN-01", content, certifiable: true }],
            emissionsGrams: 1_000n,
            removalsGrams: 0n,
            occurredAt: justNow(),
          },
        }),
      ]);
    },
  },
  {
    group: "mass",
    title:
      "dysprosium of no certificate, certified by mixing it with yttrium in which there may be some below a detection limit",
    refusedAs: "CertifiedShareExceeded",
    async try(world, { undecided }) {
      // Carbon enough, so that it is the dysprosium that is looked at.
      const content = like(undecided.identity.content, 10n * kilogram, { footprintGramsPerKilogram: 16_000_000 });
      const inputs = [
        { lot: lotOf(world, "LN-Y-01"), grams: 1_000n * kilogram },
        { lot: undecided, grams: 10n * kilogram },
      ];
      const outputs = [{ lotNumber: "UPLIFTED-01", content }];
      const step = { process: "separation", by: "heavyRefinery", inputs, outputs, emissionsGrams: 1_000n } as const;
      return world.road.client.submit(await transformation(world, step));
    },
  },
  {
    group: "mass",
    title: "4 % too much of everything, declared within the laboratory's tolerance, in 40 tonnes at once",
    refusedAs: "ToleranceExhausted",
    async try(world) {
      const { plan } = lotOf(world, "MW-C-01");
      const rich = { ...plan, number: "MW-C-98", composition: measured(plan.composition, 400) };
      const lot = draw(world.organisations, rich);
      const [, ...others] = await examination(world, lot, 2);
      const honest = await world.road.sign(world.organisations.laboratory, "assay", {
        message: {
          lot: lot.id,
          composition: assayed(plan.composition, plan.form),
          outcome: "conforms",
          evidence: lot.documents.hash,
          country: lot.identity.content.country,
          site: null,
          occurredAt: justNow(),
        },
        witness: lot.identity,
      });
      return bundle(world, [await declaration(world, lot), honest, ...others, await certificate(world, lot)]);
    },
  },
  {
    group: "carbon",
    title: "certified dysprosium made clean by blending it with the producer's own, of which it says that it is",
    refusedAs: "FootprintTooLow",
    async try(world, { undecided }) {
      const { plan } = undecided;
      const certified = lotOf(world, "LN-Dy-01");
      const { allocation, footprintMethod: method } = certified.identity.content;
      const clean = draw(world.organisations, {
        ...plan,
        number: "CLEAN-01",
        massGrams: 2n * tonne,
        footprint: { ...plan.footprint, allocation, method, gramsPerKilogram: 1 },
      });
      const grams = 100n * kilogram;
      const carried = certified.identity.content.footprintGramsPerKilogram;
      const footprintGramsPerKilogram = Math.ceil((carried * 100 + 2_000) / 2_100);
      const blend = (massGrams: bigint): Content =>
        like(certified.identity.content, massGrams, { allocation, footprintGramsPerKilogram });
      const step = await transformation(world, {
        process: "blending",
        by: "heavyRefinery",
        inputs: [
          { lot: certified, grams },
          { lot: clean, grams: 2n * tonne },
        ],
        outputs: [
          { lotNumber: "CLEANED-01", content: blend(grams) },
          { lotNumber: "CLEANED-02", content: blend(2n * tonne), certifiable: false },
        ],
      });
      return bundle(world, [await declaration(world, clean), step]);
    },
  },
  {
    group: "carbon",
    title: "carbon shared out between praseodymium and neodymium by the prices of a scheme that there is not",
    refusedAs: "SchemeNotInForce",
    async try(world) {
      const lot = lotOf(world, "BO-NdPr-08");
      const shared = { allocation: "economic", footprintGramsPerKilogram: 1_000 } as const;
      const oxide = (symbol: "Pr" | "Nd", massGrams: bigint) => ({
        lotNumber: `PRICED-${symbol}`,
        content: like(lot.identity.content, massGrams, {
          ...shared,
          composition: separatedOxide(bayanObo, [symbol], 990_000),
        }),
      });
      return world.road.client.submit(
        await transformation(world, {
          process: "separation",
          scheme: 99,
          by: "lightRefinery",
          inputs: [{ lot, grams: 1_000n * kilogram }],
          outputs: [oxide("Pr", 150n * kilogram), oxide("Nd", 600n * kilogram)],
          emissionsGrams: 1_000n,
        }),
      );
    },
  },
  {
    group: "examination",
    title: "a rival's lot rejected by a verifier whom its producer did not choose",
    refusedAs: "NotTheCertifier",
    async try(world, { undecided: { id, identity, documents } }) {
      const statement = await world.road.sign(world.organisations.secondVerifier, "reject", {
        message: { lot: id, scheme: origin, reason: 2, report: documents.hash },
        witness: identity,
      });
      return world.road.client.submit(statement);
    },
  },
  {
    group: "examination",
    title: "a lot that others examined, certified by such a verifier, to be revoked an hour later",
    refusedAs: "NotTheCertifier",
    async try(world, { undecided }) {
      const lot: Lot = { ...undecided, plan: { ...undecided.plan, scheme: origin } };
      return world.road.client.submit(await certificate(world, lot, "secondVerifier"));
    },
  },
  {
    group: "custody",
    title: "a consignment called back by its sender once it is delivered, to be sold again",
    refusedAs: "WaitingNotOver",
    async try(world, { onTheRoad: { id, shipment, lines, dispatch } }) {
      const statement = await world.road.sign(world.organisations[shipment.from], "recall", {
        message: {
          consignment: id,
          returnedGrams: lines.map(({ grams }) => grams),
          shortageReason: 0,
          occurredAt: justNow(),
        },
        witness: { dispatch: dispatch.message },
      });
      return world.road.client.submit(statement);
    },
  },
  {
    group: "custody",
    title: "a tonne of which the recipient says that nothing came, and keeps it",
    madeGoodAs: "nobody's until both sides settle",
    async try(world) {
      const number = "BO-NdPr-08";
      const { id: lot } = lotOf(world, number);
      const load = [[number, tonne]] as const;
      const shipment = {
        from: "lightRefinery",
        to: "magnetMaker",
        route: ["SG", "NL"],
        seal: "CN-5999",
        load,
      } as const;
      const [sent] = await dispatchAll(world, [shipment]);
      if (sent === undefined) throw new Error("Nothing was sent");
      await world.road.carry([
        await world.road.sign(world.organisations.magnetMaker, "receive", {
          message: {
            consignment: sent.id,
            receivedGrams: [0n],
            shortageReason: 9,
            sealIntact: false,
            occurredAt: justNow(),
          },
          witness: { dispatch: sent.dispatch.message },
        }),
      ]);
      world.books.dispute(sent.id, [0n]);
      const { disputedGrams } = await world.road.client.verifyLot(lotIdToWire(lot));
      return BigInt(disputedGrams) === tonne;
    },
  },
  {
    group: "custody",
    title: "goods handed on while an authority holds them",
    refusedAs: "GoodsHeld",
    async try(world) {
      const number = "BO-NdPr-08";
      const move = { number, grams: kilogram, from: "lightRefinery", to: "carrier" } as const;
      return bundle(world, [await hold(world, "regulator", number), await handOverStatement(world, move)]);
    },
  },
  {
    group: "custody",
    title: "goods in China, held by a customs office of Germany",
    refusedAs: "RoleNotHeld",
    try: async (world) => world.road.client.submit(await hold(world, "customs", "BO-NdPr-08")),
  },
  {
    group: "papers",
    title: "a second content under a lot number that is taken, by way of splitting",
    refusedAs: "lot-number-taken",
    async try(world) {
      const lot = lotOf(world, "BO-NdPr-08");
      const content = like(lot.identity.content, 500n * kilogram, {});
      const outputs = [{ lotNumber: lot.plan.number, content }];
      const inputs = [{ lot, grams: 500n * kilogram }];
      const step = await transformation(world, { process: "splitting", by: "lightRefinery", inputs, outputs });
      return world.road.client.submit(step);
    },
  },
];

/** Holds everybody's grams of a lot in China for thirty days. */
function hold(world: World, by: "customs" | "regulator", number: string): Promise<Statement<"hold">> {
  const { id: lot } = lotOf(world, number);
  const until = justNow() + 30 * 86_400;
  const message = { lot, holder: null, country: "CN", ground: 1, evidence: null, until };
  return world.road.sign(world.organisations[by], "hold", { message });
}

/** Statements that stand or fall as one: what is refused leaves nothing behind. */
function bundle(world: World, statements: readonly Statement[]): Promise<unknown> {
  return world.road.client.submit({ bundle: [...statements] });
}
