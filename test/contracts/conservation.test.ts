import { expect } from "chai";
import fc from "fast-check";
import { composition, ELEMENTS, lotOf, type RawContent, type RawIdentity } from "./fixtures/content.ts";
import { freshScene, LotStatus, SCHEME, type Scene, schemeTerms, short } from "./fixtures/fixture.ts";
import { declared } from "./fixtures/journeys.ts";
import { certify, dispatch } from "./fixtures/kinds.ts";
import { recall, refuse, retire } from "./fixtures/life-cycle-kinds.ts";
import { deposit, Model, outputOf, Process, type RawOutput, transform, withdraw } from "./fixtures/processing-kinds.ts";

/** One thing somebody tries; numbers choose among what there is. */
interface Attempt {
  kind: "blend" | "beneficiate" | "deposit" | "withdraw" | "move" | "retire" | "certify";
  picks: [number, number];
  /** Shares of what there is, in thousandths. */
  grams: [number, number];
  /** Where one output ends and the other begins, in thousandths. */
  split: number;
  certifiable: [boolean, boolean];
  emissionsGrams: number;
  /** By how much an output is claimed to be richer, and to carry less, than the laws allow; mostly not at all. */
  greed: number;
  thrift: number;
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
  kind: fc.constantFrom(
    "blend",
    "blend",
    "beneficiate",
    "beneficiate",
    "deposit",
    "withdraw",
    "move",
    "retire",
    "certify",
  ),
  picks: fc.tuple(fc.nat(30), fc.nat(30)),
  grams: fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1_000 })),
  split: fc.integer({ min: 1, max: 999 }),
  certifiable: fc.tuple(fc.boolean(), fc.boolean()),
  emissionsGrams: fc.nat(5_000),
  greed: fc.constantFrom(0, 0, 0, 1, 20),
  thrift: fc.constantFrom(0, 0, 0, 1, 500),
});

/** What the ledger holds, and what was put into it. */
class Books {
  readonly scene: Scene;
  readonly lots: RawIdentity[] = [];
  readonly putIn = new Array<bigint>(ELEMENTS).fill(0n);
  carbonIn = 0n;
  /** Carbon of grams that were retired, in mg. */
  retired = 0n;
  accepted = 0;
  refused = 0;

  constructor(scene: Scene) {
    this.scene = scene;
  }

  get #holder(): string {
    return this.scene.party.miner.organisation;
  }

  async root(changes: Partial<RawContent>, isCertified: boolean): Promise<void> {
    const { identity, lot } = await declared(this.scene, { custodyModel: Model.massBalance, ...changes });
    const { massGrams, partsPerHundredMillion, footprintGramsPerKilogram } = identity.content;
    this.lots.push(identity);
    this.carbonIn += massGrams * BigInt(footprintGramsPerKilogram);
    if (!isCertified) return;
    await (await certify(this.scene, lot)).send();
    partsPerHundredMillion.forEach((share, e) => {
      if (isFound(identity, e)) this.putIn[e] = (this.putIn[e] ?? 0n) + 10n * massGrams * BigInt(share);
    });
  }

  /** Grams of a lot that can be used, and whether they are certificates. */
  async available(identity: RawIdentity): Promise<{ grams: bigint; status: bigint; footprint: bigint }> {
    const record = await this.scene.lots.lots(lotOf(identity));
    const grams =
      record.status === LotStatus.certified
        ? await this.scene.lots.balanceOf(this.#holder, lotOf(identity))
        : record.massGrams;
    return { grams, status: record.status, footprint: record.footprintGramsPerKilogram };
  }

  /**
   * The two laws: of no element is more found in what is certified or may be than was found in what was put in certified and drawn
   * on allowances, and of carbon there is no less than was put in.
   */
  async check(): Promise<void> {
    const { lots, siteAccounts, policies } = this.scene;
    const site = this.lots[0]?.content.site ?? 0n;
    const content = new Array<bigint>(ELEMENTS).fill(0n);
    const period = await siteAccounts.runningPeriod();
    const credits = await siteAccounts.creditsOf(this.#holder, site, Process.beneficiation, period);
    let carbon = this.retired + credits.reduce((sum, credit) => sum + credit.carbonMilligrams, 0n);
    for (const identity of this.lots) {
      const { grams, status, footprint } = await this.available(identity);
      carbon += grams * footprint + (await lots.transportOf(this.#holder, lotOf(identity)));
      const isDerived = BigInt(identity.content.quota) === 0n;
      if (status !== LotStatus.certified && !(status === LotStatus.declared && isDerived)) continue;
      identity.content.partsPerHundredMillion.forEach((share, e) => {
        if (isFound(identity, e)) content[e] = (content[e] ?? 0n) + 10n * grams * BigInt(share);
      });
    }
    const { toleratedNanograms, reliedNanograms } = await policies.allowances(this.#holder, site);
    for (let e = 0; e < ELEMENTS; e += 1) {
      const living = (content[e] ?? 0n) + (credits[e]?.nanograms ?? 0n);
      const most = (this.putIn[e] ?? 0n) + toleratedNanograms + reliedNanograms;
      expect(living <= most, `element ${e} grew to ${living}`).to.equal(true);
    }
    expect(carbon >= this.carbonIn, `carbon shrank from ${this.carbonIn} to ${carbon}`).to.equal(true);
  }

  /** Carries a statement; one that is refused has changed nothing. */
  async carry(statement: Promise<{ send(): Promise<unknown> }>): Promise<boolean> {
    try {
      await (await statement).send();
      this.accepted += 1;
      return true;
    } catch (error) {
      // Only refusals by the contracts count: anything else is a fault of this test.
      if (!/reverted with (custom error|an unrecognized custom error)/.test(String(error))) throw error;
      this.refused += 1;
      return false;
    }
  }

  pick(index: number): RawIdentity {
    const identity = this.lots[index % this.lots.length];
    if (identity === undefined) throw new Error("There is no lot");
    return identity;
  }
}

const isFound = ({ content }: RawIdentity, element: number) => ((content.notFound >> element) & 1) === 0;
const shareOf = (grams: bigint, thousandths: number) => (grams * BigInt(thousandths)) / 1_000n;

/** Two outputs that the inputs could have become, but for greed and thrift. */
async function outputsFor(
  books: Books,
  taken: { identity: RawIdentity; grams: bigint }[],
  { kind, split, certifiable, greed, thrift, emissionsGrams }: Attempt,
): Promise<RawOutput[]> {
  const [first] = taken;
  if (first === undefined) return [];
  const total = taken.reduce((sum, { grams }) => sum + grams, 0n);
  const shares = new Array<bigint>(ELEMENTS).fill(0n);
  let carbon = BigInt(emissionsGrams) * 1_000n;
  let notFound = 2 ** ELEMENTS - 1;
  for (const { identity, grams } of taken) {
    identity.content.partsPerHundredMillion.forEach((share, e) => {
      // What is blended is the mean of what was found; another process may rely on limits of detection.
      const counts = kind !== "blend" || isFound(identity, e) || taken.every((other) => !isFound(other.identity, e));
      if (counts) shares[e] = (shares[e] ?? 0n) + grams * BigInt(share);
    });
    notFound &= identity.content.notFound;
    const holder = books.scene.party.miner.organisation;
    const carried = await books.scene.lots.transportOf(holder, lotOf(identity));
    carbon += grams * (await books.available(identity)).footprint + carried;
  }
  const partsPerHundredMillion = shares.map((share, e) =>
    Math.max(1, Number(share / (total || 1n)) + (e === 5 ? greed : 0)),
  );
  const footprint = Number((carbon + total - 1n) / (total || 1n)) + 1 - thrift;
  const mixed = taken.some(({ identity }) => identity.content.deposit !== first.identity.content.deposit);
  const one = shareOf(total, split);
  return [one, total - one].flatMap((massGrams, index) =>
    massGrams === 0n
      ? []
      : [
          outputOf(
            first.identity,
            {
              massGrams,
              partsPerHundredMillion,
              notFound,
              footprintGramsPerKilogram: Math.max(1, footprint),
              custodyModel: Model.massBalance,
              ...(mixed && { deposit: short("mixed") }),
            },
            certifiable[index],
          ),
        ],
  );
}

async function perform(books: Books, tried: Attempt): Promise<void> {
  const { scene } = books;
  const emissionsGrams = BigInt(tried.emissionsGrams);
  const identities = [...new Set(tried.picks.map((index) => books.pick(index)))];
  const taken = await Promise.all(
    identities.map(async (identity, index) => {
      const { grams } = await books.available(identity);
      return { identity, grams: shareOf(grams, tried.grams[index] ?? 1) };
    }),
  );
  const [only] = taken;
  if (only === undefined) return;
  switch (tried.kind) {
    case "blend":
    case "beneficiate": {
      const process = tried.kind === "blend" ? Process.blending : Process.beneficiation;
      const made = await outputsFor(books, taken, tried);
      const statement = await transform(scene, { process, taken, made, emissionsGrams });
      if (!(await books.carry(Promise.resolve(statement)))) return;
      books.carbonIn += emissionsGrams * 1_000n;
      books.lots.push(...statement.identities);
      return;
    }
    case "deposit":
      await books.carry(deposit(scene, taken));
      return;
    case "withdraw": {
      const made = (await outputsFor(books, [only], tried)).map((output) => ({
        ...output,
        content: { ...output.content, deposit: short("mixed") },
      }));
      const statement = await withdraw(scene, made, { emissionsGrams });
      if (!(await books.carry(Promise.resolve(statement)))) return;
      books.carbonIn += emissionsGrams * 1_000n;
      books.lots.push(...statement.identities);
      return;
    }
    case "move": {
      const lot = lotOf(only.identity);
      const sent = await dispatch(scene, [{ lot, grams: only.grams }], { message: { emissionsGrams } });
      if (!(await books.carry(Promise.resolve(sent)))) return;
      await (await refuse(scene, sent)).send();
      await (await recall(scene, sent)).send();
      books.carbonIn += emissionsGrams * 1_000n;
      return;
    }
    case "retire": {
      const holder = scene.party.miner.organisation;
      const lot = lotOf(only.identity);
      const before = await scene.lots.transportOf(holder, lot);
      const { footprint } = await books.available(only.identity);
      if (!(await books.carry(retire(scene, lot, only.grams)))) return;
      books.retired += only.grams * footprint + before - (await scene.lots.transportOf(holder, lot));
      return;
    }
    case "certify": {
      const { identity } = only;
      const isRoot = BigInt(identity.content.quota) !== 0n;
      const { grams } = await books.available(identity);
      if (!(await books.carry(certify(scene, lotOf(identity)))) || !isRoot) return;
      // What becomes a certificate of a root was put in.
      identity.content.partsPerHundredMillion.forEach((share, e) => {
        books.putIn[e] = (books.putIn[e] ?? 0n) + 10n * grams * BigInt(share);
      });
    }
  }
}

describe("Conservation over any sequence of statements", () => {
  it("holds for every element and for carbon", async function () {
    this.timeout(300_000);
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 10, maxLength: 25 }), async (attempts) => {
        const scene = await freshScene();
        await scene.schemes.setScheme(SCHEME, "Any", schemeTerms({ attestations: 0 }));
        const { organisation } = scene.party.miner;
        const books = new Books(scene);
        await books.root({ massGrams: 900_000n }, true);
        await books.root({ massGrams: 500_000n, ...composition({ Ce: 300_000, Nd: 90_000, Dy: 700 }, 20) }, true);
        await books.root(
          { massGrams: 300_000n, deposit: short("Maoniuping"), footprintGramsPerKilogram: 9_000 },
          false,
        );
        const { site } = books.pick(0).content;
        await scene.policies.grantAllowance(organisation, site, 0, 10n ** 9n);
        for (const tried of attempts) {
          await perform(books, tried);
          await books.check();
        }
        accepted += books.accepted;
        refused += books.refused;
      }),
      { numRuns: 8, endOnFailure: true },
    );
    // A run that accepts nothing, or refuses nothing, would show nothing.
    expect(accepted).to.be.greaterThan(10);
    expect(refused).to.be.greaterThan(10);
  });
});
