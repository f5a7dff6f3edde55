import { expect } from "chai";
import { concentrate } from "../fixtures/content.ts";
import { fieldsOf } from "../fixtures/events.ts";
import { through } from "../fixtures/export-control.ts";
import {
  code,
  DAY,
  EVERY_COUNTRY,
  ethers,
  Kind,
  LotStatus,
  type PartyName,
  quotas,
  type Scene,
} from "../fixtures/fixture.ts";
import { Process } from "../fixtures/processing-kinds.ts";
import { headOf } from "./dossiers.ts";
import { holdingOf, isInForce, isOnPart } from "./holds.ts";
import { type HoldState, heldBy, type LotState, type ModelState, type SeizureState } from "./state.ts";

/** Everything that the model knows, read from the contracts. */
export async function expectSame(scene: Scene, state: ModelState): Promise<void> {
  for (const lot of state.lots) {
    await expectLot(scene, lot);
    await expectGrams(scene, state, lot);
  }
  await expectAccounts(scene, state);
  await expectConsignments(scene, state);
  await expectDrawn(scene, state);
  await expectHolds(scene, state);
  for (const seizure of state.seizures) await expectSeizure(scene, seizure);
}

async function expectLot({ lots }: Scene, lot: LotState): Promise<void> {
  const record = await lots.lots(lot.id);
  const { status, validUntil, disputes, massGrams, custodyModel, footprintGramsPerKilogram } = record;
  const weightDay = (await lots.examinedAt(lot.id, Kind.weight)) / BigInt(DAY);
  const isAssayed = (await lots.examinedAt(lot.id, Kind.assay)) !== 0n;
  expect(isAssayed, "assay").to.equal(lot.assay !== undefined);
  const corrections = (await lots.corrections(lot.id)).map(({ digest }) => digest);
  expect(corrections).to.deep.equal(lot.corrections.map(({ statement }) => statement));
  const known = { status, validUntil, disputes, weightDay, massGrams, custodyModel, footprintGramsPerKilogram };
  expect(known).to.deep.equal({
    status: LotStatus[lot.status],
    validUntil: BigInt(lot.validUntil),
    disputes: BigInt(lot.findings.size),
    weightDay: BigInt(lot.weighing?.day ?? 0),
    massGrams: lot.grams,
    custodyModel: BigInt(lot.custodyModel),
    footprintGramsPerKilogram: BigInt(lot.footprint),
  });
  const { digest: taking } = await lots.takings(lot.id);
  expect(BigInt(taking)).to.equal(BigInt(lot.taking?.statement ?? 0n));
  expect(fieldsOf(await lots.heads(lot.id)), "dossier").to.deep.equal(headOf(lot.links));
}

async function expectGrams({ lots, party }: Scene, state: ModelState, lot: LotState): Promise<void> {
  let sum = lot.retired + lot.lost + lot.consumed;
  for (const [name, { organisation }] of Object.entries(party)) {
    for (const country of PLACES) {
      const { grams } = await lots.stockOf(lot.id, organisation, code(country));
      expect(grams, `${name} in ${country}`).to.equal(heldBy(lot, name as PartyName, country));
    }
    // Wherever it is: nothing is in a third country.
    sum += await lots.balanceOf(organisation, lot.id);
  }
  for (const { lines, status: where, missing } of state.consignments) {
    if (lines[0]?.lot === lot) sum += missing;
    if (where !== "onTheRoad" && where !== "refused") continue;
    for (const line of lines) if (line.lot === lot) sum += line.grams;
  }
  for (const seizure of state.seizures) if (seizure.lot === lot) sum += seizure.grams;
  expect(sum, "every gram is somewhere").to.equal(
    ["declared", "rejected", "uncertifiable"].includes(lot.status) ? 0n : lot.grams,
  );
}

async function expectAccounts({ siteAccounts, party }: Scene, { accounts }: ModelState): Promise<void> {
  for (const [name, { organisation }] of Object.entries(party)) {
    const known = accounts.get(name as PartyName);
    const account = await siteAccounts.accounts(organisation, SITE, Process.beneficiation);
    const { strictest, originCountry, country } = account;
    expect([strictest, originCountry, country], name).to.deep.equal([
      BigInt(known?.loosest ?? 0),
      known?.origin === undefined ? EVERY_COUNTRY : code(known.origin),
      known === undefined ? EVERY_COUNTRY : code(known.country),
    ]);
    for (const [period, { grams, carbonMilligrams }] of known?.credits ?? []) {
      const credits = await siteAccounts.creditsOf(organisation, SITE, Process.beneficiation, period);
      const nanograms = credits.map((credit) => credit.nanograms);
      expect(nanograms, name).to.deep.equal(FOUND.map((share) => 10n * BigInt(share) * grams));
      const carbon = credits.filter((_, e) => FOUND[e] !== 0).map((credit) => credit.carbonMilligrams);
      expect(carbon, name).to.deep.equal(carbonMilligrams);
    }
  }
}

async function expectConsignments({ custody, routes }: Scene, { consignments }: ModelState): Promise<void> {
  const statuses = ["none", "onTheRoad", "received", "refused", "returned", "lost", "disputed", "settled"];
  for (const consignment of consignments) {
    const { status, reportedLost } = await custody.consignments(consignment.id);
    expect(statuses[Number(status)]).to.equal(consignment.status);
    expect(reportedLost).to.equal(consignment.reportedLost);
    const [first] = consignment.lines;
    const missing = first && (await custody.missingOf(consignment.id, first.lot.id));
    expect(missing).to.equal(consignment.missing);
    const { countries, occurredAt } = consignment.ways.at(-1) ?? { countries: [], occurredAt: 0 };
    expect(fieldsOf(await routes.ways(consignment.id)), "way").to.deep.equal({
      ...{ route: through(...countries), occurredAt: BigInt(occurredAt), changes: BigInt(consignment.ways.length) },
    });
  }
}

async function expectDrawn(scene: Scene, { drawn, unmeasured }: ModelState): Promise<void> {
  for (const [name, { organisation }] of Object.entries(scene.party)) {
    const { toleratedNanograms } = await scene.policies.allowances(organisation, 0);
    expect(toleratedNanograms, name).to.equal(unmeasured.get(name as PartyName) ?? 0n);
  }
  for (const [name, grams] of Object.entries(drawn)) {
    expect((await scene.quotas.quotas(quotas[name as keyof typeof quotas])).drawnGrams, name).to.equal(grams);
  }
}

/** Which holds stand on what, and whose grams are free: by what the ledger of grams would be answered. */
async function expectHolds(scene: Scene, state: ModelState): Promise<void> {
  const block = await ethers.provider.getBlock("latest");
  if (block === null) return;
  // Of that block, so that what ends with it has not ended.
  const [at, blockTag] = [block.timestamp, block.number];
  for (const held of state.holds) await expectHold(scene, held, at, blockTag);
  for (const lot of new Set(state.holds.map((held) => held.lot))) {
    for (const [name, { organisation: holder }] of Object.entries(scene.party)) {
      for (const country of PLACES) {
        const lots = { lots: [lot.id], grams: [1n] };
        const asked = scene.customs.ask({ ...RETIREMENT, holder, fromCountry: code(country), ...lots }, { blockTag });
        const isFree = await asked.then(
          () => true,
          () => false,
        );
        const held = holdingOf(state, at, lot, name as PartyName, country);
        expect(isFree, `${name} in ${country}: ${held?.statement}`).to.equal(held === undefined);
      }
    }
  }
}

async function expectHold({ customs, party }: Scene, held: HoldState, at: number, blockTag: number): Promise<void> {
  const { statement, lot, holder, country, until, by, consignment, challenge } = held;
  const organisation = party[holder as PartyName]?.organisation ?? ethers.ZeroAddress;
  const standing = {
    ...{ holder: organisation, country: code(country), until: BigInt(until) },
    ...{ authority: party[by].organisation, consignment: consignment?.id ?? ethers.ZeroHash },
  };
  expect(fieldsOf(await customs.holdings(lot.id, statement)), statement).to.deep.equal(
    until === 0 ? NOTHING_HELD : standing,
  );
  const { answerBy, answeredAt, decision } = challenge ?? { answerBy: 0, answeredAt: 0, decision: 0 };
  expect(fieldsOf(await customs.challenges(statement))).to.deep.equal({
    ...{ answerBy: BigInt(answerBy), answeredAt: BigInt(answeredAt), decision: BigInt(decision) },
  });
  for (const [name, { organisation: whose }] of Object.entries(party)) {
    for (const place of PLACES) {
      const isThere = await customs.isOnPart(lot.id, statement, whose, code(place), { blockTag });
      expect(isThere, `${name} in ${place}`).to.equal(isInForce(held, at) && isOnPart(held, name as PartyName, place));
    }
  }
}

async function expectSeizure({ seizures, party }: Scene, seizure: SeizureState): Promise<void> {
  const { statement, lot, by, holder, place, grams } = seizure;
  const { authority, holder: whose, country, lot: of, stock } = await seizures.seizures(statement);
  const stands = [of, authority, whose, country, stock.grams];
  const nothing = [0n, ethers.ZeroAddress, ethers.ZeroAddress, EVERY_COUNTRY, 0n];
  const known = [lot.id, party[by].organisation, party[holder].organisation, code(place), grams];
  expect(stands).to.deep.equal(grams === 0n ? nothing : known);
}

const PLACES = ["CN", "JP"] as const;

/** A movement about which rules are asked: somebody retires grams. */
const RETIREMENT = {
  ...{ kind: 3, digest: ethers.ZeroHash, consignment: ethers.ZeroHash, recipient: ethers.ZeroAddress },
  ...{ carrier: ethers.ZeroAddress, toCountry: EVERY_COUNTRY, route: ethers.ZeroHash, occurredAt: 0 },
};

const NOTHING_HELD = {
  ...{ holder: ethers.ZeroAddress, country: EVERY_COUNTRY, until: 0n },
  ...{ authority: ethers.ZeroAddress, consignment: ethers.ZeroHash },
};

const { site: SITE, partsPerHundredMillion, notFound } = concentrate();
/** Shares of what is found in every lot here; a limit of detection is none. */
const FOUND = partsPerHundredMillion.map((share, element) => ((notFound >> element) & 1 ? 0 : share));
