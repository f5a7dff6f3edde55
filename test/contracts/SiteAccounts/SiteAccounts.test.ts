import { expect } from "chai";
import { composition, elementAt, lotOf, type RawContent, type RawIdentity } from "../fixtures/content.ts";
import { expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  code,
  Form,
  freshScene,
  Kind,
  LotStatus,
  nextBlockAt,
  now,
  Outcome,
  quotas,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
  short,
} from "../fixtures/fixture.ts";
import { certified, declared } from "../fixtures/journeys.ts";
import { attest, certify } from "../fixtures/kinds.ts";
import { Allocation, deposit, Model, outputOf, Process, withdraw } from "../fixtures/processing-kinds.ts";
import { expectRefused } from "../fixtures/refusal.ts";

const balanced = { custodyModel: Model.massBalance, deposit: short("mixed") };

describe("Site accounts", () => {
  let scene: Scene;
  let source: RawIdentity;
  let organisation: string;
  let site: bigint;
  let period: bigint;
  beforeEach(async () => {
    scene = await freshScene();
    ({ identity: source } = await certified(scene));
    organisation = scene.party.miner.organisation;
    site = source.content.site;
    period = await scene.siteAccounts.runningPeriod();
  });

  const puts = async (grams: bigint, identity = source) => (await deposit(scene, [{ identity, grams }])).send();
  const drawing = (massGrams: bigint, changes: Partial<RawContent> = {}, certifiable = true) =>
    outputOf(source, { massGrams, ...balanced, footprintGramsPerKilogram: 5_000, ...changes }, certifiable);
  const creditsOf = async (of = period, process: number = Process.beneficiation) =>
    [...(await scene.siteAccounts.creditsOf(organisation, site, process, of))].map(fieldsOf);
  const creditOf = async (symbol: string, of = period) => (await creditsOf(of))[elementAt(symbol)]?.nanograms;
  const carbon = async (of = period) =>
    (await creditsOf(of)).reduce((sum, credit) => sum + BigInt(credit.carbonMilligrams as bigint), 0n);
  const account = async (process: number = Process.beneficiation) =>
    fieldsOf(await scene.siteAccounts.accounts(organisation, site, process));

  describe("a deposit", () => {
    it("takes grams out of the ledger into credits and carbon, and says so in an event", async () => {
      const signed = await deposit(scene, [{ identity: source, grams: 1_000n }]);
      const { digest, message: statement, signature } = signed;
      const expected = { digest, organisation, site, period, carbonMilligrams: 4_000_000n, statement, signature };
      await expectEvent(signed, "Deposited", expected);
      expect(await scene.lots.balanceOf(organisation, lotOf(source))).to.equal(999_000n);
      expect(await creditOf("Nd")).to.equal(68_000_000_000n);
      expect(await carbon()).to.equal(4_000_000n);
      // What was not found is no credit, whatever its limit of detection.
      expect(await creditOf("Dy")).to.equal(0n);
      expect(await account()).to.deep.equal({
        ...{ strictest: 1n, originCountry: code("CN"), country: code("CN"), secondaryDataBasisPoints: 2_000n },
      });
    });

    it("adds up, and keeps the loosest claim and the origin that is left", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
      const { identity: loose } = await declared(scene, { custodyModel: Model.bookAndClaim });
      await (await certify(scene, lotOf(loose))).send();
      await puts(1_000n);
      await puts(500n, loose);
      expect(await creditOf("Nd")).to.equal(102_000_000_000n);
      expect(await carbon()).to.equal(6_000_000n);
      expect((await account()).strictest).to.equal(BigInt(Model.bookAndClaim));
    });

    it("takes certificates alone", async () => {
      const { identity, lot } = await declared(scene);
      const statement = deposit(scene, [{ identity, grams: 1n }]);
      await expectRefused(statement, scene.siteAccounts, "InputNotCertified", lot);
    });

    it("takes no certificate that is disputed", async () => {
      const finding = await attest(scene, lotOf(source), Kind.weight, { message: { outcome: Outcome.doesNotConform } });
      await finding.send();
      const statement = deposit(scene, [{ identity: source, grams: 1n }]);
      await expectRefused(statement, scene.siteAccounts, "InputNotCertified", lotOf(source));
    });

    it("needs a site and a country", async () => {
      const put = (message: object) => deposit(scene, [{ identity: source, grams: 1n }], { message: { ...message } });
      await expectRefused(put({ site: 0n }), scene.siteAccounts, "SiteMissing");
      await expectRefused(put({ site: 10n ** 13n }), scene.siteAccounts, "SiteInvalid", 10n ** 13n);
      await expectRefused(put({ country: "0x0000" }), scene.siteAccounts, "CountryCodeInvalid", "0x0000");
    });

    it("needs each input's identity", async () => {
      const { identity: other } = await certified(scene);
      const wrong = { message: { inputs: [{ lot: lotOf(other), grams: 1n }] } };
      const statement = deposit(scene, [{ identity: source, grams: 1n }], wrong);
      const args = [lotOf(other), lotOf(source)] as const;
      await expectRefused(statement, scene.siteAccounts, "LotIdentityMismatch", ...args);
      const none = { message: { inputs: [1n, 2n].map((lot) => ({ lot, grams: 1n })) } };
      const two = deposit(scene, [{ identity: source, grams: 1n }], none);
      await expectRefused(two, scene.siteAccounts, "IdentitiesMismatch", 2, 1);
    });
  });

  it("take no identity with anything beside its shares, which would thin out the carbon of what is drawn", async () => {
    const { partsPerHundredMillion } = source.content;
    // The eighteenth element that there is room for, with the greatest share that fits.
    const beside = partsPerHundredMillion.with(16, (partsPerHundredMillion[16] ?? 0) + 2 ** 28);
    const bent = { ...source, content: { ...source.content, partsPerHundredMillion: beside } };
    const message = { inputs: [{ lot: lotOf(source), grams: 1_000n }] };
    const signed = deposit(scene, [{ identity: bent, grams: 1_000n }], { message });
    await expectRefused(signed, scene.siteAccounts, "CompositionNotCanonical");
  });

  describe("a withdrawal", () => {
    it("declares lots against the credits, which carry their share of the carbon", async () => {
      await puts(1_000n);
      const signed = await withdraw(scene, [drawing(250n)]);
      const { digest, message: statement, signature, lots } = signed;
      // A quarter of each of five elements' carbon, each rounded up.
      const expected = { digest, organisation, site, carbonMilligrams: 1_000_001n, made: lots, statement, signature };
      await expectEvent(signed, "Withdrawn", expected);
      expect(await creditOf("Nd")).to.equal(51_000_000_000n);
      expect(await carbon()).to.equal(2_999_999n);
      expect((await scene.lots.lots(lots[0] ?? 0n)).status).to.equal(LotStatus.declared);
    });

    it("never draws an element below zero, and names it", async () => {
      await puts(1_000n);
      const rich = drawing(900n, composition({ La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 75_556, Sm: 5_000 }));
      const args = [elementAt("Nd"), 68_000_400_000n, 68_000_000_000n] as const;
      await expectRefused(withdraw(scene, [rich]), scene.siteAccounts, "CreditExceeded", ...args);
      await (await withdraw(scene, [drawing(1_000n)])).send();
      await expectRefused(
        withdraw(scene, [drawing(1n)]),
        scene.siteAccounts,
        "CreditExceeded",
        elementAt("La"),
        110_000_000n,
        0n,
      );
    });

    it("carries its share, and what the process emitted", async () => {
      await puts(1_000n);
      const tooLow = [drawing(500n, { footprintGramsPerKilogram: 4_000 })];
      const low = await withdraw(scene, tooLow, { emissionsGrams: 100n });
      const args = [low.lots[0], 4_000, 4_200] as const;
      await expectRefused(low, scene.siteAccounts, "FootprintTooLow", ...args);
      const made = [drawing(500n, { footprintGramsPerKilogram: 4_200 })];
      await (await withdraw(scene, made, { emissionsGrams: 100n })).send();
      expect(await carbon()).to.equal(2_000_000n);
    });

    it("is of its period until the next one ends; what expires takes its own carbon along, and no other", async () => {
      await puts(1_000n);
      const start = Number(await scene.siteAccounts.PERIOD()) * (Number(period) + 2);
      await nextBlockAt(start - 1);
      // In the last second of the period after, what was put in can still be drawn.
      const { send } = await withdraw(scene, [drawing(100n)], { period }, { message: { occurredAt: start - 1 } });
      await send();
      await nextBlockAt(start);
      const late = await withdraw(scene, [drawing(100n)], { period }, { message: { occurredAt: start } });
      await expectRefused(late, scene.siteAccounts, "PeriodClosed", period, period + 2n);
      // What is put in now carries what it brought, no more and no less.
      await puts(10n);
      const washed = await withdraw(scene, [drawing(10n, { footprintGramsPerKilogram: 4_099 })]);
      await expectRefused(washed, scene.siteAccounts, "FootprintTooLow", washed.lots[0], 4_099, 4_100);
      await (await withdraw(scene, [drawing(10n, { footprintGramsPerKilogram: 4_100 })])).send();
      expect(await carbon(period + 2n)).to.equal(0n);
      expect(await carbon(period)).to.equal(3_599_999n);
    });

    it("takes the carbon that its own elements brought, whatever else is left behind", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
      const of = async (massGrams: bigint, shares: Record<string, number>, footprintGramsPerKilogram: number) => {
        const { identity, lot } = await declared(scene, {
          ...{ massGrams, footprintGramsPerKilogram, ...composition(shares) },
        });
        await (await certify(scene, lot)).send();
        return identity;
      };
      const neodymium = await of(10_000n, { Nd: 100_000 }, 100_000);
      const cerium = await of(990_000n, { Ce: 100_000 }, 1_000);
      await puts(10_000n, neodymium);
      await puts(990_000n, cerium);
      const drawn = (footprintGramsPerKilogram: number) =>
        withdraw(scene, [drawing(10_000n, { ...composition({ Nd: 100_000 }), footprintGramsPerKilogram })]);
      const light = await drawn(2_001);
      await expectRefused(light, scene.siteAccounts, "FootprintTooLow", light.lots[0], 2_001, 100_001);
      await (await drawn(100_001)).send();
      expect(await carbon()).to.equal(990_000_000n);
    });

    it("is of the process for which it was put in, and of nothing that another's account holds", async () => {
      await puts(1_000n);
      const other = withdraw(scene, [drawing(1n)], { process: Process.leaching });
      await expectRefused(other, scene.siteAccounts, "CreditExceeded", elementAt("La"), 110_000_000n, 0n);
      for (const process of [Process.none, Process.splitting, Process.blending, Process.repackaging]) {
        const put = deposit(scene, [{ identity: source, grams: 1n }], { message: { process } });
        if (process === Process.none) await expectRefused(put, scene.siteAccounts, "ProcessMissing");
        else await expectRefused(put, scene.siteAccounts, "ProcessOnlyPacks", process);
      }
      const magnets = deposit(scene, [{ identity: source, grams: 1n }], { message: { process: Process.magnetMaking } });
      const args = [organisation, 1 << Role.magnetMaker, code("CN"), site] as const;
      await expectRefused(magnets, scene.participants, "RoleNotHeld", ...args);
    });

    it("takes in no form that its process does not take", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
      const { refiner } = scene.party;
      const oxide = { form: Form.separatedOxide, ...composition({ Nd: 850_000 }), quota: quotas.openingStock };
      const { identity, lot } = await declared(scene, oxide, refiner);
      await (await certify(scene, lot)).send();
      const leached = { message: { process: Process.leaching } };
      const put = deposit(scene, [{ identity, grams: 1n }], leached, refiner);
      const args = [Process.leaching, lot, Form.separatedOxide] as const;
      await expectRefused(put, scene.siteAccounts, "InputFormInvalid", ...args);
    });

    it("draws on no period to come, nor on one long gone", async () => {
      await puts(1n);
      for (const other of [period + 1n, period - 2n, 0n]) {
        const statement = withdraw(scene, [drawing(1n)], { period: other });
        await expectRefused(statement, scene.siteAccounts, "PeriodClosed", other, period);
      }
      const before = withdraw(scene, [drawing(1n)], { period: period - 1n });
      await expectRefused(before, scene.siteAccounts, "CreditExceeded", elementAt("La"), 110_000_000n, 0n);
    });

    it("claims mass balance or looser, mixed deposits and the account's origin", async () => {
      await puts(1_000n);
      for (const [error, changes, args] of [
        ["CustodyModelTooStrict", { custodyModel: Model.segregated }, [Model.segregated, Model.massBalance]],
        ["DepositMismatch", { deposit: short("Bayan Obo") }, [short("Bayan Obo"), short("mixed")]],
        ["OriginMismatch", { originCountry: code("US") }, [code("US"), code("CN")]],
      ] as const) {
        const statement = await withdraw(scene, [drawing(10n, changes)]);
        await expectRefused(statement, scene.siteAccounts, error, statement.lots[0], ...args);
      }
    });

    it("is of mixed origin once origins met in the account", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
      await scene.quotas.grantQuota(short("US"), organisation, 3, code("CN"), 1_000n, 0, 2 ** 48 - 1);
      const { identity: other } = await declared(scene, {
        ...{ massGrams: 1_000n, originCountry: code("US"), quota: short("US") },
      });
      await (await certify(scene, lotOf(other))).send();
      await puts(500n);
      await puts(500n, other);
      const statement = await withdraw(scene, [drawing(10n)]);
      const args = [statement.lots[0], code("CN"), code("ZZ")] as const;
      await expectRefused(statement, scene.siteAccounts, "OriginMismatch", ...args);
      await (await withdraw(scene, [drawing(10n, { originCountry: code("ZZ") })])).send();
    });

    it("is allocated by mass, makes what its process makes, and claims only its own removals", async () => {
      await puts(1_000n);
      const economic = withdraw(scene, [drawing(1n, { allocation: Allocation.economic })]);
      await expectRefused(economic, scene.siteAccounts, "AllocationNotByMass");
      const magnet = await withdraw(scene, [drawing(1n, { form: Form.magnet, ...composition({ Nd: 290_000 }) })]);
      const args = [Process.beneficiation, magnet.lots[0], Form.magnet] as const;
      await expectRefused(magnet, scene.siteAccounts, "OutputFormInvalid", ...args);
      const removing = withdraw(scene, [drawing(10n, { removalsGramsPerKilogram: 100 })]);
      await expectRefused(removing, scene.siteAccounts, "RemovalsExceed", 1_000n, 0n);
      await expectRefused(withdraw(scene, [drawing(1n)], { process: 0 }), scene.siteAccounts, "ProcessMissing");
      await (await withdraw(scene, [drawing(10n, { removalsGramsPerKilogram: 100 })], { removalsGrams: 1n })).send();
    });

    it("needs emissions and a process that does more than pack", async () => {
      await puts(1_000n);
      const silent = withdraw(scene, [drawing(1n)], { emissionsGrams: 0n });
      await expectRefused(silent, scene.siteAccounts, "EmissionsMissing", Process.beneficiation);
      for (const process of [Process.splitting, Process.blending, Process.repackaging]) {
        const packing = withdraw(scene, [drawing(1n)], { process });
        await expectRefused(packing, scene.siteAccounts, "ProcessOnlyPacks", process);
      }
    });

    it("is of what was made by then", async () => {
      await puts(1_000n);
      const producedAt = await now();
      const message = { occurredAt: producedAt - 1 };
      const late = await withdraw(scene, [drawing(1n, { producedAt })], {}, { message });
      const args = [late.lots[0], producedAt, producedAt - 1] as const;
      await expectRefused(late, scene.siteAccounts, "ProducedAfterStep", ...args);
    });

    it("makes no dysprosium of a limit of detection that an assay left open", async () => {
      await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
      const found = { La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Sm: 5_000 };
      const { identity, lot } = await declared(scene, composition(found, 1_000));
      await (await certify(scene, lot)).send();
      await puts(1_000_000n, identity);
      const rich = drawing(1_000n, composition({ ...found, Dy: 1_000 }, 1));
      const args = [elementAt("Dy"), 1_000_000_000n, 0n] as const;
      await expectRefused(withdraw(scene, [rich]), scene.siteAccounts, "CreditExceeded", ...args);
      // A limit of its own needs no content.
      await (await withdraw(scene, [drawing(1_000n, composition(found, 1_000))])).send();
    });

    it("is still drawn when the module is being replaced, which takes no more deposits", async () => {
      await puts(1_000n);
      const address = await scene.siteAccounts.getAddress();
      await scene.participants.enrolModule(address, 2, 30 * 86_400);
      const more = deposit(scene, [{ identity: source, grams: 1n }]);
      await expectRefused(more, scene.participants, "ModuleIsClosing", address);
      await (await withdraw(scene, [drawing(1_000n)])).send();
      expect(await creditOf("Nd")).to.equal(0n);
      expect(await carbon()).to.equal(0n);
    });

    it("never draws more than was put in, however it is divided up", async () => {
      await puts(97n);
      // Of each of five elements the carbon is rounded up, gram by gram.
      const gram = drawing(1n, { footprintGramsPerKilogram: 5_005 });
      for (let left = 97n; left > 0n; left -= 1n) {
        await (await withdraw(scene, [{ ...gram, lotNumber: `GRAM-${left}` }])).send();
      }
      expect(await carbon()).to.equal(0n);
      await expectRefused(
        withdraw(scene, [drawing(1n)]),
        scene.siteAccounts,
        "CreditExceeded",
        elementAt("La"),
        110_000_000n,
        0n,
      );
    });
  });
});
