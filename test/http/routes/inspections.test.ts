import { expect } from "chai";
import { id } from "ethers";
import type { Inspection } from "../../../src/client/answers.ts";
import { Client } from "../../../src/client/client.ts";
import { sealAssay } from "../../../src/client/documents.ts";
import type { InspectionQuestion } from "../../../src/client/filters.ts";
import type { ProblemError } from "../../../src/client/problem-error.ts";
import type { Hex } from "../../../src/domain/hex.ts";
import { addKey, enrol, grantRole } from "../../../src/governance/calls.ts";
import { kindsDoing } from "../../../src/statements/knowledge.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import type { Statement } from "../../../src/statements/statement.ts";
import { parties } from "../../fixtures/parties.ts";
import { always, party } from "../../fixtures/party.ts";
import { lotOf } from "../../fixtures/signing.ts";
import { describeInTurn } from "../../store/engines.ts";
import { cleanup } from "../../support/cleanup.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const { miner, magnetMaker, buyer, customs } = parties;
const customsOf = (country: string) => party(`Customs of ${country}`, "customs", country);
const seal = "S-90417";
const nothing: Hex = `0x${"00".repeat(32)}`;

async function problemOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: ProblemError) => error.problem.code,
  );
}

describeInTurn("inspections over HTTP", (fresh) => {
  const closing = cleanup();
  let service: Service;
  let by: Record<"miner" | "buyer" | "customs" | "onTheWay" | "offTheWay", Client>;
  let lot: Hex;
  let consignment: Hex;
  let sent: Statement<"dispatch">;
  let asSent: InspectionQuestion;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    closing(() => service.close());
    const { sign, include, governance } = service.world;
    for (const { organisation, name, country, role, key } of ["KZ", "NO"].map(customsOf)) {
      await governance.execute(
        enrol({ organisation, name, country, site: 6_901_234_000_009n }),
        grantRole({ organisation, role, country, site: null, ...always }),
        addKey({ organisation, key: key.address, scopes: ["attestation"], ...always }),
      );
    }
    const declared = await sign.declare("INSPECTED", { massGrams: 2_000_000n });
    const declaredLot = lotOf(declared);
    const there = { toCountry: customs.country, seal };
    sent = await sign.dispatch(miner, magnetMaker, [{ lot: declaredLot, grams: 400_000n }], there);
    await include(declared, ...(await sign.certification(declared)), sent);
    await service.services.indexer.catchUp();
    lot = lotIdToWire(declaredLot);
    consignment = sign.digest(sent);
    const as = async (party: typeof miner) => new Client(service.url, (await signInAs(service, party)).token);
    by = {
      ...{ miner: await as(miner), buyer: await as(buyer), customs: await as(customs) },
      ...{ onTheWay: await as(customsOf("KZ")), offTheWay: await as(customsOf("NO")) },
    };
    asSent = {
      ...{ country: "NL", seal, goodsCode: "25309090", labelOrigin: "CN", grossGrams: 410_000n, netGrams: 400_000n },
      ...{ consignment, tolerance: 0 },
    };
  });

  const said = ({ mismatches }: Inspection) => mismatches.map(({ mismatch }) => mismatch);

  it("find nothing where all is as it was sent, and then there is nothing to hold", async () => {
    expect(await by.customs.compareInspection(asSent)).to.deep.equal({
      ...{ finding: null, consignment, lots: [lot], assay: null },
      ...{ toleranceBasisPoints: 0, assayToleranceBasisPoints: 500 },
      compared: ["country", "seal", "net", "gross", "label-origin", "goods-code"],
      ...{ mismatches: [], holds: [] },
    });
  });

  it("list what does not fit with the figures of both sides, in both languages, and draft the hold", async () => {
    const question = { ...asSent, seal: null, netGrams: 390_000n, labelOrigin: "TH", tolerance: 100, ground: 7 };
    const answer = await by.customs.compareInspection(question);
    expect(answer.mismatches.map(({ says: _, ...figures }) => figures)).to.deep.equal([
      { mismatch: "seal-differs", found: null, stated: seal },
      { mismatch: "net-differs", foundGrams: 390_000, statedGrams: 400_000, toleranceGrams: 4_000 },
      { mismatch: "label-differs", found: "TH", origins: ["CN"], madeIn: ["CN"] },
    ]);
    expect(answer.mismatches[1]?.says).to.deep.equal({
      en: "Net weight 390 kg; sent were 400 kg: 10 kg less, tolerated are 4 kg.",
      zh: "净重 390 kg，而发运 400 kg：少 10 kg，允差 4 kg。",
    });
    expect(answer.holds).to.have.length(1);
    const [draft] = answer.holds as [Inspection["holds"][number]];
    expect(kindsDoing("held")).to.include(draft.kind);
    expect(draft.message).to.deep.include({ consignment, country: "NL", ground: 7 });
    // Whoever signs it has nothing to add.
    const { kind, message } = draft;
    const { says, digest } = await by.customs.draft({ kind, message });
    expect(says.en).to.contain("in NL until");
    expect(digest).to.match(/^0x[0-9a-f]{64}$/);
    const open = await by.customs.compareInspection({ ...asSent, seal: null });
    expect(open.holds[0]?.message).to.include({ ground: null, evidence: null });
  });

  it("tolerate half a percent unless told otherwise", async () => {
    const { tolerance: _, ...usual } = asSent;
    const question = { ...usual, grossGrams: 500_000n };
    expect(said(await by.customs.compareInspection({ ...question, netGrams: 402_000n }))).to.deep.equal([]);
    expect(said(await by.customs.compareInspection({ ...question, netGrams: 402_001n }))).to.deep.equal([
      "net-differs",
    ]);
  });

  it("compare what a laboratory found, element by element, with what was declared, and with assays", async () => {
    const found = (partsPerHundredMillion: number) => ({ partsPerHundredMillion });
    const assay = { La: found(11_000_000), Nd: found(9_000_000), Tb: found(60_000), Th: { detectionLimit: 500 } };
    const answer = await by.customs.compareInspection({ country: "NL", lot, assay });
    expect(answer).to.deep.include({ assay, compared: ["assay", "radioactive"] });
    expect(answer.mismatches.map(({ says: _, ...figures }) => figures)).to.deep.equal([
      {
        ...{ mismatch: "assay-differs", element: "Nd", found: found(9_000_000), stated: found(7_200_000) },
        ...{ gapPartsPerHundredMillion: 1_800_000, tolerancePartsPerHundredMillion: 360_000, lotNumber: "INSPECTED" },
      },
      {
        ...{ mismatch: "assay-differs", element: "Tb", found: found(60_000), stated: { detectionLimit: 1_000 } },
        ...{ gapPartsPerHundredMillion: 59_000, tolerancePartsPerHundredMillion: 50_000, lotNumber: "INSPECTED" },
      },
    ]);
    expect(answer.holds).to.have.length(1);
    const wider = await by.customs.compareInspection({ country: "NL", lot, assay, assayTolerance: 2_500 });
    expect(wider.assayToleranceBasisPoints).to.equal(2_500);
    expect(said(wider)).to.deep.equal(["assay-differs"]);
    const ofConsignment = await by.customs.compareInspection({ ...asSent, assay: { Th: found(100_000) } });
    expect(ofConsignment.mismatches.map((each) => "element" in each && each.element)).to.deep.equal(["Th"]);
  });

  it("ask for no assay that was taken back", async () => {
    const { sign, include } = service.world;
    const declared = await sign.declare("UNASSAYED", { massGrams: 1_000n });
    const unassayed = lotIdToWire(lotOf(declared));
    const thorium = { country: "NL", lot: unassayed, assay: { Th: { partsPerHundredMillion: 100_000 } } };
    const compared = async () => {
      await service.services.indexer.catchUp();
      return (await by.customs.compareInspection(thorium)).compared;
    };
    await include(declared);
    expect(await compared()).to.deep.equal([]);
    const assay = await sign.assay(declared);
    await include(assay);
    expect(await compared()).to.deep.equal(["radioactive"]);
    await include(await sign.revokeAssay(assay, parties.laboratory));
    expect(await compared()).to.deep.equal([]);
  });

  it("compare the assay in the document that a finding on record names", async () => {
    const { sign, include } = service.world;
    const assay = { Nd: { partsPerHundredMillion: 9_000_000 }, Ce: { partsPerHundredMillion: 21_000_000 } };
    const { hash, bytes } = sealAssay(assay, []);
    await by.customs.storeEvidence(hash, bytes);
    const recorded = await sign.recordFinding(customs, { evidence: hash, occurredAt: sign.now - 5 });
    const unstored = await sign.recordFinding(customs, { evidence: id("elsewhere") as Hex, occurredAt: sign.now - 6 });
    await include(recorded, unstored);
    await service.services.indexer.catchUp();
    const answer = await by.customs.compareInspection({ finding: sign.digest(recorded), consignment });
    expect(answer.assay).to.deep.equal(assay);
    expect(answer.mismatches.flatMap((each) => ("element" in each ? [each.element] : []))).to.deep.equal(["Nd"]);
    const { assay: none, compared } = await by.customs.compareInspection({ finding: sign.digest(unstored), lot });
    expect(none).to.equal(null);
    expect(compared).to.not.include("assay");
  });

  it("compare a finding that is on record, and hold on its documents", async () => {
    const { sign, include } = service.world;
    const found = await sign.recordFinding(customs);
    await include(found);
    await service.services.indexer.catchUp();
    const finding = sign.digest(found);
    const answer = await by.customs.compareInspection({ finding, consignment });
    expect(answer.finding).to.equal(finding);
    expect(said(answer)).to.deep.equal(["seal-differs", "net-differs", "label-differs", "goods-code-differs"]);
    expect(answer.holds[0]?.message.evidence).to.equal(found.message.evidence);
    const ofLot = await by.customs.compareInspection({ finding, lot });
    expect(said(ofLot)).to.deep.equal(["net-above-lot", "label-differs", "goods-code-differs"]);
    expect(ofLot.consignment).to.equal(null);
    // The recipient's grams are on their way here.
    expect(ofLot.holds.map(({ message }) => message.holder)).to.deep.equal([magnetMaker.organisation]);
    // To others it is told once it is linked to a lot of theirs.
    expect(await problemOf(by.miner.compareInspection({ finding, lot }))).to.equal("statement-not-found");
    expect(await problemOf(by.customs.compareInspection({ finding: nothing, lot }))).to.equal("statement-not-found");
    await include(await sign.linkFinding(customs, found, BigInt(lot)));
    await service.services.indexer.catchUp();
    const told = await by.miner.compareInspection({ finding, lot });
    expect(said(told)).to.deep.equal(said(ofLot));
    expect(told.holds).to.deep.equal([]);
  });

  it("draft no hold of what the authority holds already", async () => {
    const { sign, include } = service.world;
    const odd = { ...asSent, seal: null };
    const [draft] = (await by.customs.compareInspection(odd)).holds;
    const held = await sign.holdConsignment(customs, sent, { country: "NL" });
    expect(draft?.message.consignment).to.equal(consignment);
    await include(held);
    await service.services.indexer.catchUp();
    expect((await by.customs.compareInspection(odd)).holds).to.deep.equal([]);
    // Of a lot as such another hold may stand beside it.
    const ofLot = await by.customs.compareInspection({ country: "NL", labelOrigin: "TH", lot });
    expect(ofLot.holds).to.have.length(1);
    await include(await sign.releaseLot(customs, held, BigInt(lot)));
    await service.services.indexer.catchUp();
    expect((await by.customs.compareInspection(odd)).holds).to.have.length(1);
  });

  it("are for whoever is signed in, of consignments that concern them; and an authority's asking is on record", async () => {
    const rows = () => service.services.store.db.selectFrom("access_log").selectAll().orderBy("sequence").execute();
    const nobody = new Client(service.url);
    expect(await problemOf(nobody.compareInspection(asSent))).to.equal("sign-in-required");
    expect(await problemOf(by.buyer.compareInspection(asSent))).to.equal("not-concerned");
    const before = (await rows()).length;
    const sender = await by.miner.compareInspection({ ...asSent, seal: "S-1" });
    expect(said(sender)).to.deep.equal(["seal-differs"]);
    expect(sender.holds).to.deep.equal([]);
    // What is public of a lot everybody may compare with.
    const { consignment: _, ...found } = asSent as InspectionQuestion & { consignment: Hex };
    expect(said(await by.buyer.compareInspection({ ...found, lot }))).to.deep.equal([]);
    expect(await rows()).to.have.length(before);
    await by.customs.compareInspection(asSent);
    const [last] = (await rows()).slice(-1);
    expect(last).to.include({ organisation: customs.organisation, method: "GET" });
    expect(last?.path).to.match(/^\/v1\/inspections\/mismatches\?/);
    // Customs of a country on the way are told too. They hold what is on the road there, and nothing elsewhere.
    const { holds } = await by.onTheWay.compareInspection({ ...asSent, country: "KZ", seal: null });
    expect(holds.map(({ message: { country, ...held } }) => [country, held.consignment])).to.deep.equal([
      ["KZ", consignment],
    ]);
    const elsewhere = await by.onTheWay.compareInspection({ ...asSent, seal: null });
    expect(said(elsewhere)).to.deep.equal(["seal-differs"]);
    expect(elsewhere.holds).to.deep.equal([]);
    expect(await problemOf(by.offTheWay.compareInspection({ ...asSent, country: "NO" }))).to.equal("not-concerned");
  });

  it("say which field cannot be accepted", async () => {
    const faultOf = async (query: string): Promise<string> => {
      const { token } = await signInAs(service, customs);
      const answer = await fetch(`${service.url}/v1/inspections/mismatches?${query}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { code, errors } = (await answer.json()) as { code: string; errors?: { path: string; message: string }[] };
      return code === "invalid-request" ? `${errors?.[0]?.path}: ${errors?.[0]?.message}` : code;
    };
    const goods = `lot=${lot}`;
    expect(await faultOf(`country=NL&${goods}&consignment=${consignment}`)).to.match(/^consignment: expected a cons/);
    expect(await faultOf("country=NL")).to.match(/^consignment: expected a cons/);
    expect(await faultOf(`finding=${nothing}&netGrams=5&${goods}`)).to.match(/^finding: expected a finding or/);
    expect(await faultOf(goods)).to.match(/^country: expected the country/);
    expect(await faultOf(`country=nl&${goods}`)).to.equal("country: expected two capital letters");
    expect(await faultOf(`country=NL&${goods}&goodsCode=8505`)).to.equal("goodsCode: expected six to thirteen digits");
    expect(await faultOf(`country=NL&${goods}&netGrams=1.5`)).to.equal("netGrams: expected grams");
    expect(await faultOf(`country=NL&${goods}&tolerance=2001`)).to.match(
      /^tolerance: expected basis points from 0 to 2000/,
    );
    expect(await faultOf(`country=NL&${goods}&ground=0`)).to.match(/^ground: expected a number/);
    expect(await faultOf(`country=NL&${goods}&seal=%E2%80%AE4711`)).to.match(/^seal: expected text/);
    const assay = (text: string) => faultOf(`country=NL&${goods}&assay=${encodeURIComponent(text)}`);
    expect(await assay("Nd 60")).to.match(/^assay: cannot be read: Nd: expected a share with its unit/);
    expect(await assay("Fe 60 %")).to.equal("assay: cannot be read: Fe: unknown field");
    expect(await assay("Nd 60 %, Pr 41 %")).to.match(
      /^assay: cannot be read: expected shares that are no more than the whole/,
    );
    expect(await assay("")).to.match(/^assay: cannot be read: expected the share of at least one element/);
    expect(await assay(`Nd ${"6".repeat(2_000)} %`)).to.match(/^assay: too big/);
    expect(await faultOf(`finding=${nothing}&assay=Nd%2060%20%25&${goods}`)).to.match(
      /^finding: expected a finding or/,
    );
    expect(await faultOf(`country=NL&${goods}&assayTolerance=5001`)).to.equal(
      "assayTolerance: expected basis points from 0 to 5000",
    );
    expect(await faultOf(`country=NL&${goods}&sael=1`)).to.equal("sael: unknown field");
    expect(await faultOf(`country=NL&lot=${nothing}`)).to.equal("lot-not-found");
    expect(await faultOf(`country=NL&consignment=${nothing}`)).to.equal("consignment-not-found");
  });
});
