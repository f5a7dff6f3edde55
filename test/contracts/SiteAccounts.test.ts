import { expect } from "chai";
import { composition, elementAt, lotOf, type RawContent, type RawIdentity } from "./content.ts";
import { expectEvent, fieldsOf } from "./events.ts";
import {
  code,
  Form,
  freshScene,
  Kind,
  LotStatus,
  nextBlockAt,
  Outcome,
  SCHEME,
  type Scene,
  schemeTerms,
  short,
} from "./fixture.ts";
import { certified, declared } from "./journeys.ts";
import { attest, certify } from "./kinds.ts";
import { Allocation, deposit, Model, outputOf, Process, withdraw } from "./processing-kinds.ts";
import { expectRefused } from "./refusal.ts";

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
    outputOf(source, { massGrams, ...balanced, ...changes }, certifiable);
  const creditOf = async (symbol: string, of = period) =>
    (await scene.siteAccounts.creditsOf(organisation, site, of))[elementAt(symbol)];
  const carbon = async () => (await scene.siteAccounts.accounts(organisation, site)).carbonMilligrams;

  describe("a deposit", () => {
    it("takes grams out of the ledger into credits and carbon, and says so in an event", async () => {
      const signed = await deposit(scene, [{ identity: source, grams: 1_000n }]);
      const { digest, message: statement, signature } = signed;
      const expected = { digest, organisation, site, period, carbonMilligrams: 4_000_000n, statement, signature };
      await expectEvent(signed, "Deposited", expected);
      expect(await scene.lots.balanceOf(organisation, lotOf(source))).to.equal(999_000n);
      expect(await creditOf("Nd")).to.equal(68_000_000_000n);
      // What was not found counts to its limit of detection.
      expect(await creditOf("Dy")).to.equal(10_000_000n);
      expect(fieldsOf(await scene.siteAccounts.accounts(organisation, site))).to.deep.equal({
        ...{ carbonMilligrams: 4_000_000n, strictest: 1n, originCountry: code("CN") },
      });
    });

    it("adds up, and keeps the loosest claim and the origin that is left", async () => {
      await scene.certification.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
      const { identity: loose } = await declared(scene, { custodyModel: Model.bookAndClaim });
      await (await certify(scene, lotOf(loose))).send();
      await puts(1_000n);
      await puts(500n, loose);
      expect(await creditOf("Nd")).to.equal(102_000_000_000n);
      expect(await carbon()).to.equal(6_000_000n);
      expect((await scene.siteAccounts.accounts(organisation, site)).strictest).to.equal(Model.bookAndClaim);
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
      const expected = { digest, organisation, site, carbonMilligrams: 1_000_000n, made: lots, statement, signature };
      await expectEvent(signed, "Withdrawn", expected);
      expect(await creditOf("Nd")).to.equal(51_000_000_000n);
      expect(await carbon()).to.equal(3_000_000n);
      expect((await scene.lots.lots(lots[0] ?? 0n)).status).to.equal(LotStatus.declared);
    });

    it("never draws an element below zero, and names it", async () => {
      await puts(1_000n);
      const rich = drawing(900n, composition({ La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 75_556, Sm: 5_000 }));
      const args = [elementAt("Nd"), 68_000_400_000n, 68_000_000_000n] as const;
      await expectRefused(withdraw(scene, [rich]), scene.siteAccounts, "CreditExceeded", ...args);
      await (await withdraw(scene, [drawing(1_000n)])).send();
      await expectRefused(withdraw(scene, [drawing(1n)]), scene.siteAccounts, "CreditExceeded", 0, 10_000n, 0n);
    });

    it("carries its share, and what the process emitted", async () => {
      await puts(1_000n);
      const low = await withdraw(scene, [drawing(500n)], { emissionsGrams: 100n });
      const args = [low.lots[0], 4_000, 4_200] as const;
      await expectRefused(low, scene.siteAccounts, "FootprintTooLow", ...args);
      const made = [drawing(500n, { footprintGramsPerKilogram: 4_200 })];
      await (await withdraw(scene, made, { emissionsGrams: 100n })).send();
      expect(await carbon()).to.equal(2_000_000n);
    });

    it("leaves the carbon of expired credits to whatever comes after", async () => {
      await puts(1_000n);
      const start = Number(await scene.siteAccounts.PERIOD()) * (Number(period) + 2);
      await nextBlockAt(start - 1);
      // In the last second of the period after, what was put in can still be drawn.
      const { send } = await withdraw(scene, [drawing(100n)], { period }, { message: { occurredAt: start - 1 } });
      await send();
      expect(await carbon()).to.equal(3_600_000n);
      await nextBlockAt(start);
      const late = await withdraw(scene, [drawing(100n)], { period }, { message: { occurredAt: start } });
      await expectRefused(late, scene.siteAccounts, "PeriodClosed", period, period + 2n);
      // A little that is clean does not wash it: it carries all that was left behind.
      await puts(10n);
      const washed = await withdraw(scene, [drawing(10n)]);
      const args = [washed.lots[0], 4_000, 364_000] as const;
      await expectRefused(washed, scene.siteAccounts, "FootprintTooLow", ...args);
      await (await withdraw(scene, [drawing(10n, { footprintGramsPerKilogram: 364_000 })])).send();
      expect(await carbon()).to.equal(0n);
    });

    it("draws on no period to come, nor on one long gone", async () => {
      await puts(1n);
      for (const other of [period + 1n, period - 2n, 0n]) {
        const statement = withdraw(scene, [drawing(1n)], { period: other });
        await expectRefused(statement, scene.siteAccounts, "PeriodClosed", other, period);
      }
      const before = withdraw(scene, [drawing(1n)], { period: period - 1n });
      await expectRefused(before, scene.siteAccounts, "CreditExceeded", 0, 10_000n, 0n);
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
      await scene.certification.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
      await scene.certification.grantQuota(short("US"), organisation, 3, code("CN"), 1_000n, 0, 2 ** 48 - 1);
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

    it("never draws more than was put in, however it is divided up", async () => {
      await puts(97n);
      for (let left = 97n; left > 0n; left -= 1n) await (await withdraw(scene, [drawing(1n)])).send();
      expect(await carbon()).to.equal(0n);
      await expectRefused(withdraw(scene, [drawing(1n)]), scene.siteAccounts, "CreditExceeded", 0, 10_000n, 0n);
    });
  });
});
