import { expect } from "chai";
import { hexlify, id } from "ethers";
import { Client } from "../../../src/client/client.ts";
import type { ProblemError } from "../../../src/client/problem-error.ts";
import { claimGrams, gramsNamed, readWrittenGrams, storeGramsList } from "../../../src/client/signed-grams.ts";
import { gs1CheckDigit } from "../../../src/domain/gs1-check-digit.ts";
import type { Hex } from "../../../src/domain/hex.ts";
import type { LotIdentity } from "../../../src/domain/lot.ts";
import { arbitrate, restoreSeized } from "../../../src/governance/calls.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import type { Statement } from "../../../src/statements/statement.ts";
import { listGrams } from "../../../src/units/grams-list.ts";
import { lotContext } from "../../../src/units/lot-context.ts";
import { writeUnitCode } from "../../../src/units/unit-code.ts";
import { UnitKeys } from "../../../src/units/unit-keys.ts";
import { rootHash } from "../../../src/units/unit-proof.ts";
import { UnitTree } from "../../../src/units/unit-tree.ts";
import { parties } from "../../fixtures/parties.ts";
import type { Party } from "../../fixtures/party.ts";
import { identityOf, lotOf, outputsOf } from "../../fixtures/signing.ts";
import { describeInTurn } from "../../store/engines.ts";
import { cleanup } from "../../support/cleanup.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const { miner, refiner, regulator, buyer } = parties;
const secret = new Uint8Array(32).fill(6);
const sscc = `10614141234567890${gs1CheckDigit("10614141234567890")}`;

async function problemOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: ProblemError) => error.problem.code,
  );
}

const range = (first: number, last: number) => ({ first, last });
const dispatchOf = (fields: object) => ({
  fromCountry: "CN",
  toCountry: "CN",
  route: [],
  emissionsGrams: "0",
  ...fields,
});

describeInTurn("grams that statements moved", (fresh) => {
  const closing = cleanup();
  let service: Service;
  let open: Client;
  let by: { miner: Client; refiner: Client; regulator: Client; buyer: Client };
  let ore: Statement<"declare">;
  let lot: Hex;
  let mixed: LotIdentity;
  let mix: Hex;
  let step: Statement<"transform">;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    closing(() => service.close());
    open = new Client(service.url);
    const { sign, include } = service.world;
    ore = await sign.declare("GRAMS-1", { massGrams: 5_000n });
    const more = await sign.declare("GRAMS-2", { massGrams: 5_000n, deposit: "Bayan Obo East" });
    await include(ore, more, ...(await sign.certification(ore)), ...(await sign.certification(more)));
    const made = { deposit: "mixed", custodyModel: "mass-balance", producedAt: sign.now } as const;
    step = await sign.transform(
      miner,
      [
        { declared: identityOf(ore), grams: 1_000n },
        { declared: identityOf(more), grams: 500n },
      ],
      [{ ...made, lotNumber: "GRAMS-3", massGrams: 1_500n, footprintGramsPerKilogram: 3_000 }],
      { process: "blending", emissionsGrams: 500n },
    );
    [mixed] = outputsOf(step) as [LotIdentity];
    const { producer, lotNumber, content } = mixed;
    const blend = { kind: "declare", message: { organisation: producer, lotNumber, content } } as typeof ore;
    await include(step, ...(await sign.certification(blend)));
    [lot, mix] = [lotIdToWire(lotOf(ore)), lotIdToWire(lotOf(blend))];
    await include(
      await sign.registerUnitCodes(miner, lotOf(ore), 5_000n, rootOf(lot, 5_000n)),
      await sign.registerUnitCodes(miner, lotOf(blend), 1_500n, rootOf(mix, 1_500n)),
    );
    await service.services.indexer.catchUp();
    const as = async (party: Party) => new Client(service.url, (await signInAs(service, party)).token);
    by = { miner: await as(miner), refiner: await as(refiner), regulator: await as(regulator), buyer: await as(buyer) };
    for (const each of [lot, mix]) await by.miner.keepUnitSecret(each, hexlify(secret));
  });

  function keysOf(of: Hex): UnitKeys {
    const { ledger } = service.world;
    return new UnitKeys(secret, contextOf(of, ledger.chainId, ledger.address("UnitCodes")));
  }
  function rootOf(of: Hex, grams: bigint): Hex {
    const { ledger } = service.world;
    const context = contextOf(of, ledger.chainId, ledger.address("UnitCodes"));
    return rootHash(context, grams, hexlify(new UnitTree(keysOf(of), context, grams).top()));
  }
  const codeOf = (of: Hex, gram: number) => writeUnitCode(keysOf(of).unit(BigInt(gram)));
  const include = async (...statements: Statement[]) => {
    await service.world.include(...statements);
    await service.services.indexer.catchUp();
  };
  const claim = (client: Client, of: Statement, ...ranges: [number, number][]) =>
    client.claimUnits(service.world.sign.digest(of), { lots: [{ lot, ranges: ranges.map(([a, b]) => range(a, b)) }] });
  const journey = async (client: Client, gram: number) => (await client.checkUnit(codeOf(lot, gram), lot)).journey;

  describe("to which a dispatch's signature commits", () => {
    const lines = () => [{ lot, grams: 300 }];
    const fields = () =>
      dispatchOf({ recipient: refiner.organisation, lines: lines(), occurredAt: service.world.sign.now });
    const signer = { organisation: miner.organisation, key: miner.key.address };
    const drafted = (client: Client, units: object, message: object = {}) =>
      client.draft({ kind: "dispatch", message: { ...fields(), ...signer, ...message }, units } as never);
    let sent: Statement<"dispatch">;
    let salt: Hex;

    it("are listed in the draft with a new salt, and only the list's hash is in what is signed", async () => {
      const ranges = [range(2_200, 2_299), range(2_000, 2_199)];
      const { message, units, digest, typedData } = await drafted(open, { lots: [{ lot, ranges }] });
      if (units === null) throw new Error("There is no list");
      expect(units.lots).to.deep.equal([{ lot, ranges: [range(2_000, 2_299)] }]);
      expect(message.units).to.equal(units.hash).and.to.equal(typedData.message.units);
      const whole = new Map([[lot, [{ first: 2_000n, last: 2_299n }]]]);
      expect(listGrams(whole, units.salt).hash).to.equal(units.hash);
      expect((await drafted(open, { lots: [{ lot, ranges }] })).units?.salt).to.not.equal(units.salt);
      expect(JSON.stringify(message)).to.not.match(/[^0-9a-fA-F]2299[^0-9a-fA-F]/);
      expect((await drafted(open, { lots: [{ lot, ranges }] }, { nonce: String(1n << 200n) })).digest).to.not.equal(
        digest,
      );
      salt = units.salt;
      sent = await service.world.sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 300n }], {
        ...{ carrier: null, route: [], seal: null, units: units.hash },
      });
      await include(sent);
    });

    it("are as many as its lines send, of lots and packages that there are, and of a kind that commits to some", async () => {
      const named = (first: number, last: number, of = lot) => ({ lots: [{ lot: of, ranges: [range(first, last)] }] });
      for (const [units, code] of [
        [named(0, 298), "unit-ranges-invalid"],
        [named(0, 299, mix), "unit-ranges-invalid"],
        [named(4_900, 5_199), "unit-ranges-invalid"],
        [{}, "invalid-request"],
        [{ packages: [sscc] }, "sign-in-required"],
      ] as const) {
        expect(await problemOf(drafted(open, units)), JSON.stringify(units)).to.equal(code);
      }
      expect(await problemOf(drafted(by.miner, { packages: [sscc] }))).to.equal("package-not-found");
      expect(await problemOf(drafted(open, named(0, 299), { units: id("another list") }))).to.equal("invalid-request");
      const cancel = { kind: "cancel", message: { ...signer, cancelled: "1" }, units: named(0, 299) };
      expect(await problemOf(open.draft(cancel as never))).to.equal("invalid-request");
      expect((await open.draft({ kind: "dispatch", message: { ...fields(), ...signer } } as never)).units).to.equal(
        null,
      );
    });

    it("alone can be named for it, with the salt", async () => {
      expect(await problemOf(claim(by.miner, sent, [2_000, 2_299]))).to.equal("unit-ranges-unsigned");
      const digest = service.world.sign.digest(sent);
      const named = (salted: Hex, ...ranges: { first: number; last: number }[]) =>
        by.miner.claimUnits(digest, { lots: [{ lot, ranges }], salt: salted });
      expect(await problemOf(named(id("salt"), range(2_000, 2_299)))).to.equal("unit-ranges-unsigned");
      expect(await problemOf(named(salt, range(2_001, 2_300)))).to.equal("unit-ranges-unsigned");
      expect(await journey(by.refiner, 2_000)).to.equal(null);
      const told = await named(salt, range(2_000, 2_099), range(2_100, 2_299));
      expect(told).to.deep.include({ isSigned: true, doubled: [] });
      expect(await journey(by.refiner, 2_000)).to.deep.include({ state: "on-the-road", isSigned: true });
    });

    it("may be left open, and who names them then has signed nothing of it", async () => {
      const plain = await service.world.sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 10n }]);
      await include(plain);
      expect(await claim(by.miner, plain, [2_300, 2_309])).to.deep.include({ isSigned: false, doubled: [] });
      expect(await journey(open, 2_300)).to.deep.include({ state: "on-the-road", isSigned: false });
    });

    it("are kept as a list that whoever has the dispatch reads, and from which its sender names them", async () => {
      await by.miner.recordPackageEvent(sscc, { what: "filled", lot, ranges: [range(2_400, 2_449)] });
      const finding = { organisation: miner.organisation, lotNamed: async () => lot };
      const written = [sscc, "GRAMS-1=2450-2497, 2498,2499"].map(readWrittenGrams);
      const moved = new Map([[lot, 100n]]);
      const named = await gramsNamed(by.miner, written, moved, finding);
      expect([...named]).to.deep.equal([[lot, [{ first: 2_400n, last: 2_499n }]]]);
      const hash = await storeGramsList(by.miner, named);
      const { sign } = service.world;
      const listed = await sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 100n }], { units: hash });
      expect(await problemOf(by.refiner.evidence(hash))).to.equal("evidence-not-found");
      await include(listed);
      expect(new TextDecoder().decode(await by.refiner.evidence(hash))).to.contain("[2400,2499]");
      expect(await claimGrams(by.miner, sign.digest(listed))).to.deep.include({
        ...{ isSigned: true, lots: [{ lot, ranges: [range(2_400, 2_499)] }] },
      });
      const plain = await sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 1n }]);
      await include(plain);
      const refusal = await claimGrams(by.miner, sign.digest(plain)).catch((error: Error) => error.message);
      expect(refusal).to.contain("commits to no list");
      const named1 = { lots: [{ lot, ranges: [range(2_500, 2_500)] }] };
      expect((await claimGrams(by.miner, sign.digest(plain), named1)).isSigned).to.equal(false);
    });

    it("are refused as they are written where they are no grams of what is sent", async () => {
      const finding = { organisation: miner.organisation, lotNamed: async () => lot };
      const refusalOf = (moved: bigint, ...texts: string[]) =>
        gramsNamed(by.miner, texts.map(readWrittenGrams), new Map([[lot, moved]]), finding).then(
          () => "none",
          (error: { code: string }) => error.code,
        );
      expect(await refusalOf(100n, "GRAMS-1=0-98")).to.equal("mass");
      expect(await refusalOf(100n, "GRAMS-1=0-59", "GRAMS-1=50-89")).to.equal("overlap");
      expect(await refusalOf(100n, "GRAMS-1=4990-5089")).to.equal("beyond");
      const another = `10614141234567899${gs1CheckDigit("10614141234567899")}`;
      expect(await problemOf(gramsNamed(by.miner, [{ sscc: another }], new Map(), finding))).to.equal(
        "package-not-found",
      );
      const others = { ...finding, organisation: refiner.organisation };
      const packed = gramsNamed(by.miner, [{ sscc }], new Map([[lot, 50n]]), others);
      expect(await packed.catch((error: { code: string }) => error.code)).to.equal("package-unknown");
      for (const text of ["GRAMS-1", "GRAMS-1=", "GRAMS-1=1,,2", "=0-9", "GRAMS-1=a-b", "123"]) {
        expect(() => readWrittenGrams(text), text).to.throw("names no grams");
      }
      expect(readWrittenGrams("A=B,1=7")).to.deep.equal({ lot: "A=B,1", ranges: [{ first: 7n, last: 7n }] });
    });
  });

  describe("that came back to their sender", () => {
    it("are in its hand again, and were not there before", async () => {
      const { sign } = service.world;
      const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 10n }]);
      await include(sent);
      await claim(by.miner, sent, [3_000, 3_009]);
      const again = await sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 5n }]);
      await include(again, await sign.refuse(sent, refiner), await sign.recall(sent, miner));
      expect(await journey(by.miner, 3_009)).to.deep.include({ state: "in-hand", doubled: null });
      expect((await journey(by.miner, 3_009))?.place).to.deep.include({ holder: miner.organisation });
      const { doubled } = await claim(by.miner, again, [3_000, 3_004]);
      expect(doubled).to.deep.equal([{ lot, gram: 3_000, statements: [sign.digest(sent), sign.digest(again)] }]);
      const later = await sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 5n }]);
      await include(later);
      expect((await claim(by.miner, later, [3_005, 3_009])).doubled).to.deep.equal([]);
    });
  });

  describe("that an authority seized", () => {
    let seizure: Statement<"seize">;

    it("are named by the authority alone, and are with it", async () => {
      const { sign } = service.world;
      const held = await sign.hold(regulator, lotOf(ore), { holder: miner.organisation });
      seizure = await sign.seize(regulator, held, 40n);
      await include(held, seizure, await sign.releaseHold(regulator, held));
      expect(await problemOf(claim(by.miner, seizure, [3_100, 3_139]))).to.equal("not-concerned");
      expect(await problemOf(claim(by.regulator, seizure, [3_100, 3_138]))).to.equal("unit-ranges-invalid");
      expect(await claim(by.regulator, seizure, [3_100, 3_139])).to.deep.include({ isSigned: false, doubled: [] });
      const found = await journey(by.regulator, 3_100);
      expect(found).to.deep.include({ state: "seized", doubled: null });
      expect(found?.place).to.deep.include({ state: "seized", holder: regulator.organisation, grams: 1 });
    });

    it("and that whoever had them sends all the same are told with both statements", async () => {
      const { sign } = service.world;
      const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 2n }]);
      await include(sent);
      const both = [sign.digest(seizure), sign.digest(sent)];
      expect((await claim(by.miner, sent, [3_139, 3_140])).doubled).to.deep.equal([
        { lot, gram: 3_139, statements: both },
      ]);
      expect((await journey(open, 3_139))?.doubled).to.deep.equal(both);
      expect((await journey(open, 3_140))?.doubled).to.equal(null);
    });

    it("come back with the end of the seizure, whoever ends it, and are not named again", async () => {
      const { sign, governance } = service.world;
      const held = await sign.hold(regulator, lotOf(ore), { holder: miner.organisation });
      const other = await sign.seize(regulator, held, 10n);
      await include(held, other, await sign.releaseHold(regulator, held));
      await claim(by.regulator, other, [3_200, 3_209]);
      const ended = await sign.returnSeized(regulator, seizure);
      await include(ended);
      await governance.execute(restoreSeized({ lot: lotOf(ore), seizure: sign.digest(other), reason: "unfounded" }));
      await service.services.indexer.catchUp();
      expect(await problemOf(claim(by.regulator, ended, [3_100, 3_139]))).to.equal("unit-ranges-invalid");
      for (const gram of [3_100, 3_209]) {
        const found = await journey(by.miner, gram);
        expect(found, String(gram)).to.deep.include({ state: "in-hand", doubled: null });
        expect(found?.place).to.deep.include({ holder: miner.organisation });
      }
      // What was sent while it was seized stays a contradiction, and what is sent now is none.
      expect((await journey(open, 3_139))?.doubled).to.have.length(2);
      const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 10n }]);
      await include(sent);
      expect((await claim(by.miner, sent, [3_200, 3_209])).doubled).to.deep.equal([]);
    });
  });

  describe("of which less arrived than was sent", () => {
    let part: Statement<"dispatch">;
    let receipt: Statement<"receive">;
    let settlement: Statement<"settle">;
    const sendNow = async (grams: bigint) => {
      const sent = await service.world.sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams }]);
      await include(sent);
      return sent;
    };
    const placed = async (gram: number) => {
      const { state, place, doubled } = (await journey(by.regulator, gram)) ?? {};
      return [state, place?.holder ?? null, doubled];
    };

    it("are named by who got them, and the others wait with the dispute", async () => {
      const { sign } = service.world;
      part = await sendNow(100n);
      await claim(by.miner, part, [3_400, 3_499]);
      receipt = await sign.receive(part, refiner, [60n]);
      await include(receipt);
      expect(await placed(3_400)).to.deep.equal(["disputed", refiner.organisation, null]);
      expect(await problemOf(claim(by.miner, receipt, [3_400, 3_459]))).to.equal("not-concerned");
      expect(await problemOf(claim(by.refiner, receipt, [3_400, 3_458]))).to.equal("unit-ranges-invalid");
      expect(await claim(by.refiner, receipt, [3_400, 3_439], [3_460, 3_479])).to.deep.include({
        ...{ isSigned: false, doubled: [] },
      });
      expect(await problemOf(claim(by.refiner, receipt, [3_400, 3_459]))).to.equal("unit-ranges-stand");
      expect(await placed(3_439)).to.deep.equal(["in-hand", refiner.organisation, null]);
      expect(await placed(3_440)).to.deep.equal(["disputed", refiner.organisation, null]);
      // What is in hand may go on, and what is missing may not.
      const on = await sign.dispatch(refiner, buyer, [{ lot: lotOf(ore), grams: 2n }]);
      await include(on);
      const { doubled } = await claim(by.refiner, on, [3_439, 3_440]);
      expect(doubled).to.deep.equal([{ lot, gram: 3_440, statements: [sign.digest(part), sign.digest(on)] }]);
    });

    it("are named by both sides that share them out, and who gets none names none; what nobody names then is lost", async () => {
      const { sign } = service.world;
      settlement = await sign.settle(part, miner, refiner, [{ recipientGrams: 10n, senderGrams: 20n }], 3);
      await include(settlement);
      expect(await placed(3_450)).to.deep.equal(["disputed", null, null]);
      expect(await problemOf(claim(by.buyer, settlement, [3_450, 3_459]))).to.equal("not-concerned");
      // That gram 3 440 was sent on is still a contradiction, and the only one.
      const told = await claim(by.refiner, settlement, [3_450, 3_459]);
      expect(told.doubled.map(({ gram }) => gram)).to.deep.equal([3_440]);
      expect(await placed(3_449)).to.deep.equal(["disputed", null, null]);
      const too = await claim(by.miner, settlement, [3_480, 3_499]);
      expect(too.doubled.map(({ gram }) => gram)).to.deep.equal([3_440]);
      expect(await placed(3_450)).to.deep.equal(["in-hand", refiner.organisation, null]);
      expect(await placed(3_480)).to.deep.equal(["in-hand", miner.organisation, null]);
      expect(await placed(3_449)).to.deep.equal(["lost", null, null]);
    });

    it("are lost where the tolerance covers them, and so are those that do not come back", async () => {
      const { sign } = service.world;
      const sent = await sendNow(200n);
      await claim(by.miner, sent, [3_500, 3_699]);
      const received = await sign.receive(sent, refiner, [199n]);
      await include(received);
      expect(await placed(3_500)).to.deep.equal(["in-hand", refiner.organisation, null]);
      await claim(by.refiner, received, [3_501, 3_699]);
      expect(await placed(3_500)).to.deep.equal(["lost", null, null]);
      expect(await placed(3_501)).to.deep.equal(["in-hand", refiner.organisation, null]);

      const back = await sendNow(10n);
      await claim(by.miner, back, [3_700, 3_709]);
      const recalled = await sign.recall(back, miner, [8n]);
      await include(await sign.refuse(back, refiner), recalled);
      expect(await problemOf(claim(by.refiner, recalled, [3_700, 3_707]))).to.equal("not-concerned");
      await claim(by.miner, recalled, [3_702, 3_709]);
      expect(await placed(3_701)).to.deep.equal(["lost", null, null]);
      expect(await placed(3_702)).to.deep.equal(["in-hand", miner.organisation, null]);
      const again = await sendNow(2n);
      const { doubled } = await claim(by.miner, again, [3_701, 3_702]);
      expect(doubled.map(({ gram }) => gram)).to.deep.equal([3_701]);
    });

    it("are in no hand twice over, and nothing is lost by naming the same ones again", async () => {
      const { sign } = service.world;
      const sent = await sendNow(100n);
      const received = await sign.receive(sent, refiner, [60n]);
      const shared = await sign.settle(sent, miner, refiner, [{ recipientGrams: 0n, senderGrams: 40n }], 0);
      await include(received, shared);
      await claim(by.miner, sent, [3_800, 3_899]);
      await claim(by.refiner, received, [3_800, 3_859]);
      // One side alone can have the others.
      expect(await placed(3_899)).to.deep.equal(["in-hand", miner.organisation, null]);
      expect((await claim(by.miner, shared, [3_800, 3_839])).doubled).to.deep.equal([
        { lot, gram: 3_800, statements: [sign.digest(received), sign.digest(shared)] },
      ]);
      expect(await placed(3_899)).to.deep.equal(["disputed", null, null]);
    });

    it("go on from whoever may have them, as long as it has not said which it got", async () => {
      const { sign } = service.world;
      const sent = await sendNow(100n);
      await claim(by.miner, sent, [3_900, 3_999]);
      const received = await sign.receive(sent, refiner, [60n]);
      const on = await sign.dispatch(refiner, buyer, [{ lot: lotOf(ore), grams: 1n }]);
      await include(received, on);
      expect((await claim(by.refiner, on, [3_900, 3_900])).doubled).to.deep.equal([]);
      // Once it says that this one did not arrive, its dispatch is a contradiction, whenever that is said.
      const both = [sign.digest(sent), sign.digest(on)];
      expect((await claim(by.refiner, received, [3_901, 3_960])).doubled).to.deep.equal([
        { lot, gram: 3_900, statements: both },
      ]);
    });

    it("are with the recipient where governance gave it the rest", async () => {
      const { governance, sign } = service.world;
      const sent = await sendNow(100n);
      await claim(by.miner, sent, [1_000, 1_099]);
      const received = await sign.receive(sent, refiner, [60n]);
      await include(received);
      await claim(by.refiner, received, [1_000, 1_059]);
      await governance.execute(
        arbitrate({ dispatched: sent.message, shares: [{ recipientGrams: 40n, senderGrams: 0n }], lossReason: 0 }),
      );
      await service.services.indexer.catchUp();
      expect(await placed(1_099)).to.deep.equal(["in-hand", refiner.organisation, null]);
      const on = await sign.dispatch(refiner, buyer, [{ lot: lotOf(ore), grams: 1n }]);
      await include(on);
      expect((await claim(by.refiner, on, [1_070, 1_070])).doubled).to.deep.equal([]);
    });

    it("are told with both statements where the sender named others, whoever names them first", async () => {
      const { sign } = service.world;
      for (const isSenderFirst of [true, false]) {
        const sent = await sendNow(4n);
        const received = await sign.receive(sent, refiner);
        await include(received);
        const first = isSenderFirst ? 3_720 : 3_730;
        const bySender = () => claim(by.miner, sent, [first, first + 3]);
        const byRecipient = () => claim(by.refiner, received, [first + 2, first + 5]);
        const both = [sign.digest(sent), sign.digest(received)];
        if (isSenderFirst) await bySender();
        const told = await byRecipient();
        if (!isSenderFirst) await bySender();
        if (isSenderFirst) expect(told.doubled).to.deep.equal([{ lot, gram: first + 4, statements: both }]);
        expect(await placed(first + 2)).to.deep.equal(["in-hand", refiner.organisation, null]);
        expect((await placed(first + 4))[2]).to.deep.equal(both);
        // Nothing was lost: where the others are the two say differently.
        expect(await placed(first)).to.deep.equal(["disputed", null, null]);
      }
    });

    it("have left their sender's hand where the sender named none", async () => {
      const { sign } = service.world;
      const sent = await sendNow(3n);
      const received = await sign.receive(sent, refiner);
      await include(received);
      expect((await claim(by.refiner, received, [3_750, 3_752])).doubled).to.deep.equal([]);
      expect(await placed(3_750)).to.deep.equal(["in-hand", refiner.organisation, null]);
      const again = await sendNow(1n);
      const both = [sign.digest(received), sign.digest(again)];
      expect((await claim(by.miner, again, [3_752, 3_752])).doubled).to.deep.equal([
        { lot, gram: 3_752, statements: both },
      ]);
    });
  });

  describe("that somebody else moved while they were on the road", () => {
    const handOn = (grams: bigint) => service.world.sign.handOver(refiner, miner, lotOf(ore), grams);

    it("are told with both statements, where the sender named them and the recipient received all", async () => {
      const { sign } = service.world;
      const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 2n }]);
      const early = await handOn(1n);
      await include(sent, early, await sign.receive(sent, refiner));
      await claim(by.miner, sent, [1_200, 1_201]);
      expect((await claim(by.refiner, early, [1_200, 1_200])).doubled).to.deep.equal([
        { lot, gram: 1_200, statements: [sign.digest(sent), sign.digest(early)] },
      ]);
    });

    it("are so where the recipient alone names them, of its receipt", async () => {
      const { sign } = service.world;
      const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 2n }]);
      const early = await handOn(1n);
      const received = await sign.receive(sent, refiner);
      await include(sent, early, received);
      expect((await claim(by.refiner, early, [1_210, 1_210])).doubled).to.deep.equal([]);
      expect((await claim(by.refiner, received, [1_210, 1_211])).doubled).to.deep.equal([
        { lot, gram: 1_210, statements: [sign.digest(received), sign.digest(early)] },
      ]);
    });
  });

  describe("into another lot", () => {
    const madeFrom = async (client: Client) => (await client.checkUnit(codeOf(mix, 0), mix)).madeFrom;

    it("are its parents, by lots for everybody", async () => {
      const told = await madeFrom(open);
      expect(told?.step).to.equal(service.world.sign.digest(step));
      expect(told?.lots.map(({ lotNumber, grams }) => [lotNumber, grams]).sort()).to.deep.equal([
        ["GRAMS-1", 1_000],
        ["GRAMS-2", 500],
      ]);
      for (const each of told?.lots ?? []) expect(each).to.not.have.property("ranges");
      expect((await open.checkUnit(codeOf(lot, 0), lot)).madeFrom).to.equal(null);
      const wrong = writeUnitCode({ index: 0n, tag: 5n });
      expect((await open.checkUnit(wrong, mix)).madeFrom).to.equal(null);
    });

    it("are named by who made it, and told to whom the making concerns; then nobody moves them", async () => {
      const unnamed = (await madeFrom(by.miner))?.lots.map(({ ranges }) => ranges);
      expect(unnamed).to.deep.equal([null, null]);
      expect(await claim(by.miner, step, [4_000, 4_999])).to.deep.include({ isSigned: false });
      for (const client of [by.miner, by.regulator]) {
        const told = await madeFrom(client);
        expect(told?.lots.find(({ lotNumber }) => lotNumber === "GRAMS-1")?.ranges).to.deep.equal([
          range(4_000, 4_999),
        ]);
      }
      for (const client of [by.buyer, open]) {
        for (const each of (await madeFrom(client))?.lots ?? []) expect(each).to.not.have.property("ranges");
      }
      expect(await journey(open, 4_999)).to.deep.include({ state: "consumed", place: null });
      const sent = await service.world.sign.dispatch(miner, refiner, [{ lot: lotOf(ore), grams: 1n }]);
      await include(sent);
      const { doubled } = await claim(by.miner, sent, [4_500, 4_500]);
      expect(doubled[0]?.statements).to.deep.equal([service.world.sign.digest(step), service.world.sign.digest(sent)]);
    });
  });
});

function contextOf(lot: Hex, chainId: bigint | number | string, contract: string): Hex {
  return lotContext({ chainId: BigInt(chainId), contract, lot });
}
