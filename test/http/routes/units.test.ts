import { expect } from "chai";
import { hexlify } from "ethers";
import type { UnitCheck } from "../../../src/client/answers.ts";
import { Client } from "../../../src/client/client.ts";
import type { ProblemError } from "../../../src/client/problem-error.ts";
import type { Hex } from "../../../src/domain/hex.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import type { Statement } from "../../../src/statements/statement.ts";
import { writeUnitLink } from "../../../src/units/digital-link.ts";
import { lotContext } from "../../../src/units/lot-context.ts";
import { type UnitCode, writeUnitCode } from "../../../src/units/unit-code.ts";
import { UnitKeys } from "../../../src/units/unit-keys.ts";
import { checkUnitProof, rootHash } from "../../../src/units/unit-proof.ts";
import { UnitTree } from "../../../src/units/unit-tree.ts";
import { parties } from "../../fixtures/parties.ts";
import { lotOf } from "../../fixtures/signing.ts";

import { describeInTurn } from "../../store/engines.ts";
import { cleanup } from "../../support/cleanup.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const grams = 5_000n;
const secret = new Uint8Array(32).fill(9);
const gtin = "06901234000009";

async function problemOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: ProblemError) => error.problem.code,
  );
}

describeInTurn("codes of grams over HTTP", (fresh) => {
  const closing = cleanup();
  const { miner, refiner } = parties;
  let service: Service;
  let client: Client;
  let declared: Statement<"declare">;
  let lot: Hex;
  let keys: UnitKeys;
  let context: Hex;
  let root: Hex;

  before(async () => {
    service = await startService(await fresh());
    closing(() => service.close());
    client = new Client(service.url);
    const { sign, include } = service.world;
    declared = await sign.declare("UNITS-1", { massGrams: grams });
    const plain = await sign.declare("UNITS-2", { massGrams: grams });
    await include(declared, plain, ...(await sign.certification(declared)));
    lot = lotIdToWire(lotOf(declared));
    const { ledger } = service.world;
    const contract = ledger.address("UnitCodes");
    context = lotContext({ chainId: BigInt(ledger.chainId), contract, lot });
    keys = new UnitKeys(secret, context);
    root = rootHash(context, grams, hexlify(new UnitTree(keys, context, grams).top()));
    await service.services.indexer.catchUp();
    expect(await problemOf(client.checkUnit(writeUnitCode(keys.unit(0n)), lot))).to.equal("unit-codes-missing");
    await include(await sign.registerUnitCodes(miner, lotOf(declared), grams, root));
    await service.services.indexer.catchUp();
  });

  const codeOf = (index: number) => writeUnitCode(keys.unit(BigInt(index)));
  const guess = ({ index, tag }: UnitCode) => writeUnitCode({ index, tag: tag ^ 1n });
  const as = async (party: typeof miner) => new Client(service.url, (await signInAs(service, party)).token);

  it("cannot be told apart while nobody has delegated the lot's secret, nor is anything said of them", async () => {
    for (const code of [codeOf(3), guess(keys.unit(3n))]) {
      const { outcome, proof, whereabouts, scans } = await client.checkUnit(code, lot);
      expect({ outcome, proof, whereabouts, scans }).to.deep.equal({
        ...{ outcome: "unproven", proof: null, whereabouts: [], scans: null },
      });
    }
  });

  it("are delegated by the lot's producer alone, and only a secret that leads to the root counts", async () => {
    const hex = hexlify(secret);
    expect(await problemOf(client.keepUnitSecret(lot, hex))).to.equal("sign-in-required");
    expect(await problemOf((await as(refiner)).keepUnitSecret(lot, hex))).to.equal("not-concerned");
    const producer = await as(miner);
    expect((await producer.keepUnitSecret(lot, `0x${"11".repeat(32)}`)).state).to.equal("differs");
    expect((await client.checkUnit(codeOf(3), lot)).outcome).to.equal("unproven");
    const { state, registered } = await producer.keepUnitSecret(lot, hex);
    expect(state).to.equal("open");
    expect(registered).to.deep.include({ root, grams: Number(grams) });
    // What leads to the root stays.
    expect((await producer.keepUnitSecret(lot, `0x${"11".repeat(32)}`)).state).to.equal("open");
    expect(service.log.join("")).to.not.contain(hex.slice(2));
  });

  it("are genuine with a proof that leads to the root on the ledger, however they are typed", async () => {
    const code = codeOf(4_321);
    const typed = `${code.slice(0, 5).toLowerCase()} ${code.slice(5, 12)}-${code.slice(12)}`;
    const answer = await client.checkUnit(typed, lot);
    expect(answer).to.deep.include({ code, lot, gram: 4_321, outcome: "genuine", context });
    expect(answer.verdict?.conclusion).to.equal("valid");
    expect(answer.registry).to.equal(service.world.ledger.address("UnitCodes"));
    expect(answer.whereabouts).to.deep.include({
      ...{ state: "in-hand", grams: Number(grams), country: "CN", toCountry: null, roles: ["miner"] },
    });
    if (answer.proof === null) throw new Error("There is no proof");
    checkUnitProof({ unit: keys.unit(4_321n), ...answer.proof }, { context, grams, root });
    expect(await onLedger(answer)).to.equal(true);
  });

  it("are shown to those who hold them with the holder's name", async () => {
    const [place] = (await (await as(miner)).checkUnit(codeOf(1), lot)).whereabouts;
    expect(place?.holder).to.equal(miner.organisation);
  });

  it("are exported to the lot's producer alone, and only some at once", async () => {
    expect(await problemOf(client.exportUnits(lot, 0, 9))).to.equal("sign-in-required");
    expect(await problemOf((await as(refiner)).exportUnits(lot, 0, 9))).to.equal("not-concerned");
    const producer = await as(miner);
    const { codes, gtin: sold } = await producer.exportUnits(lot, 4_997, 4_999);
    expect(codes).to.deep.equal([4_997, 4_998, 4_999].map((gram) => ({ gram, code: codeOf(gram) })));
    expect(sold).to.equal(null);
    for (const [first, last] of [
      [4_999, 5_000],
      [3, 2],
    ] as const) {
      expect(await problemOf(producer.exportUnits(lot, first, last))).to.equal("unit-ranges-invalid");
    }
    expect(service.log.join("")).to.contain("codes of a lot were exported").and.to.not.contain(codeOf(4_998));
  });

  it("are wrong alike where the tag is guessed and where the lot has no such gram: no proof, no salt, no place", async () => {
    const beyond = writeUnitCode({ index: grams, tag: 5n });
    const answers = [await client.checkUnit(guess(keys.unit(7n)), lot), await client.checkUnit(beyond, lot)];
    for (const { outcome, proof, whereabouts, scans, says } of answers) {
      expect({ outcome, proof, whereabouts, scans }).to.deep.equal({
        ...{ outcome: "wrong", proof: null, whereabouts: [], scans: null },
      });
      expect(says.en).to.equal("This is no code of this lot.");
    }
  });

  it("are checked by a proof that is brought along", async () => {
    const { code, proof } = await client.checkUnit(codeOf(12), lot);
    if (proof === null) throw new Error("There is no proof");
    expect((await client.checkProvenUnit(code, lot, proof)).outcome).to.equal("genuine");
    expect((await client.checkProvenUnit(codeOf(13), lot, proof)).outcome).to.equal("wrong");
    const short = { ...proof, path: proof.path.slice(1) };
    expect(await problemOf(client.checkProvenUnit(code, lot, short))).to.equal("unit-proof-malformed");
  });

  it("are told malformed before anything is compared, and of a lot that there is not", async () => {
    const code = codeOf(5);
    for (const bad of [code.slice(1), `${code}0`, `${code.slice(0, 19)}U`, flipped(code)]) {
      expect(await problemOf(client.checkUnit(bad, lot)), bad).to.equal("unit-code-malformed");
    }
    expect(await problemOf(client.checkUnit(code, `0x${"77".repeat(32)}`))).to.equal("lot-not-found");
  });

  it("are found by their GS1 Digital Link, once the producer has said under which GTIN it sells", async () => {
    const path = writeUnitLink({ gtin, lotNumber: "UNITS-1", unit: keys.unit(99n) });
    const follow = async (address: string) => {
      const response = await fetch(service.url + address);
      const body = (await response.json()) as UnitCheck & { code: string };
      return { status: response.status, ...body };
    };
    expect(await follow(path)).to.deep.include({ status: 404, code: "unit-link-unknown" });
    const { form } = declared.message.content;
    expect(await problemOf((await as(refiner)).setGtin(miner.organisation, form, gtin))).to.equal("not-concerned");
    const producer = await as(miner);
    expect(await problemOf(producer.setGtin(miner.organisation, form, "6901234000008"))).to.equal("gtin-invalid");
    await producer.setGtin(miner.organisation, form, "6901234000009");
    expect(await follow(path)).to.deep.include({ status: 200, outcome: "genuine", lot, gram: 99 });
    const guessed = { gtin, lotNumber: "UNITS-1", unit: { index: 99n, tag: 1n } };
    expect(await follow(writeUnitLink(guessed))).to.deep.include({ status: 200, outcome: "wrong" });
    expect(await follow(path.replace("/UNITS-1/", "/UNITS-2/"))).to.deep.include({ code: "unit-link-unknown" });
    expect(await follow(path.replace(gtin, "06901234000008"))).to.deep.include({ status: 400, code: "gtin-invalid" });
  });

  it("are not held against whoever asks where another producer names a lot alike", async () => {
    const { db } = service.services.store;
    // The other lot has one gram, so that no code but the first is one of its own; and it is looked at first.
    const alike: Hex = `0x${"00".repeat(31)}01`;
    const row = await db.selectFrom("lot").selectAll().where("id", "=", lot).executeTakeFirstOrThrow();
    await db
      .insertInto("lot")
      .values({ ...row, id: alike, output: 7 })
      .execute();
    const commitment = await db
      .selectFrom("unit_commitment")
      .selectAll()
      .where("lot", "=", lot)
      .executeTakeFirstOrThrow();
    await db
      .insertInto("unit_commitment")
      .values({ ...commitment, lot: alike, grams: 1n })
      .execute();
    const path = writeUnitLink({ gtin, lotNumber: "UNITS-1", unit: keys.unit(99n) });
    for (let scan = 0; scan < 25; scan += 1) {
      const answer = (await (await fetch(service.url + path)).json()) as UnitCheck;
      expect(answer).to.deep.include({ lot, outcome: "genuine" });
    }
    await db.deleteFrom("unit_commitment").where("lot", "=", alike).execute();
    await db.deleteFrom("lot").where("id", "=", alike).execute();
  });

  it("are counted where the scanner consents, and say when they are seen where one gram cannot be", async () => {
    const code = codeOf(2_000);
    const first = await client.countScan(code, lot, "DE");
    expect(first.scans).to.deep.include({ scans: 1, countries: ["DE"], cloneSigns: [] });
    const second = await client.countScan(code, lot, "JP");
    expect(second.scans).to.deep.include({ scans: 2, countries: ["DE", "JP"], cloneSigns: ["impossible-travel"] });
    expect(second.next.en).to.contain("may be a copy");
    expect((await client.checkUnit(code, lot)).scans?.cloneSigns).to.deep.equal(["impossible-travel"]);
    expect(service.log.some((line) => line.includes("may be copied"))).to.equal(true);
    expect((await client.checkUnit(codeOf(2_001), lot)).scans?.scans).to.equal(0);
    expect((await client.countScan(guess(keys.unit(2_001n)), lot, "JP")).scans).to.equal(null);
  });

  it("tell where a gram is once those who moved it say which grams they moved", async () => {
    const { sign, include } = service.world;
    const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(declared), grams: 1_000n }]);
    await include(sent);
    await service.services.indexer.catchUp();
    const consignment = sign.digest(sent);
    const [sender, recipient] = [await as(miner), await as(refiner)];
    const claim = (by: Client, of: Hex, ...ranges: [number, number][]) =>
      by.claimUnits(of, { lots: [{ lot, ranges: ranges.map(([first, last]) => ({ first, last })) }] });

    expect(await problemOf(claim(client, consignment, [0, 999]))).to.equal("sign-in-required");
    expect(await problemOf(claim(recipient, consignment, [0, 999]))).to.equal("not-concerned");
    expect(await problemOf(claim(sender, `0x${"99".repeat(32)}`, [0, 999]))).to.equal("statement-not-found");
    for (const wrong of [
      [[0, 998]],
      [
        [0, 600],
        [600, 998],
      ],
      [[4_500, 5_499]],
      [[999, 0]],
    ] as [number, number][][]) {
      expect(await problemOf(claim(sender, consignment, ...wrong))).to.equal("unit-ranges-invalid");
    }
    const named = await claim(sender, consignment, [0, 499], [1_000, 1_499]);
    expect(named).to.deep.include({ statement: consignment, doubled: [] });
    expect((await claim(sender, consignment, [1_000, 1_499], [0, 499])).doubled).to.deep.equal([]);
    expect(await problemOf(claim(sender, consignment, [0, 999]))).to.equal("unit-ranges-stand");

    const onTheRoad = await recipient.checkUnit(codeOf(1_499), lot);
    expect(onTheRoad.journey).to.deep.include({ state: "on-the-road", doubled: null });
    expect(onTheRoad.journey?.place).to.deep.include({ grams: 1, holder: refiner.organisation, consignment });
    expect((await client.checkUnit(codeOf(1_499), lot)).journey?.place).to.not.have.property("holder");
    expect((await client.checkUnit(codeOf(700), lot)).journey).to.equal(null);

    await include(await sign.receive(sent, refiner));
    await service.services.indexer.catchUp();
    const arrived = await recipient.checkUnit(codeOf(0), lot);
    expect(arrived.journey?.place).to.deep.include({ state: "in-hand", holder: refiner.organisation, grams: 1 });

    // The recipient uses up some of them; the sender says to have sent one of those it had sent already.
    const used = await sign.retire(refiner, lotOf(declared), 10n, "CN");
    const again = await sign.dispatch(miner, refiner, [{ lot: lotOf(declared), grams: 2n }]);
    await include(used, again);
    await service.services.indexer.catchUp();
    expect((await claim(recipient, sign.digest(used), [490, 499])).doubled).to.deep.equal([]);
    expect((await client.checkUnit(codeOf(495), lot)).journey).to.deep.include({ state: "retired", place: null });
    const twice = await claim(sender, sign.digest(again), [499, 500]);
    expect(twice.doubled).to.deep.equal([{ lot, gram: 499, statements: [sign.digest(used), sign.digest(again)] }]);
    const doubled = await client.checkUnit(codeOf(499), lot);
    expect(doubled.journey?.doubled).to.deep.equal([sign.digest(used), sign.digest(again)]);
    expect(doubled.next.en).to.contain("Two statements");
    expect((await client.checkUnit(codeOf(500), lot)).journey?.doubled).to.equal(null);
    expect(service.log.some((line) => line.includes("claimed twice"))).to.equal(true);
  });

  it("are not guessed: after twenty wrong ones in a minute even a right one is not answered", async () => {
    const other = { headers: { "x-forwarded-for": "198.51.100.7" } };
    let answered = 0;
    for (let index = 0; index < 40; index += 1) {
      const outcome = await problemOf(client.checkUnit(guess(keys.unit(BigInt(index))), lot));
      if (outcome === "none") answered += 1;
      else expect(outcome).to.equal("too-many-wrong-codes");
    }
    expect(answered).to.be.lessThan(20);
    expect(await problemOf(client.checkUnit(codeOf(1), lot))).to.equal("too-many-wrong-codes");
    // Nobody is believed to be another client, and who is signed in is one.
    const address = `${service.url}/v1/verify/units/${codeOf(1)}?lot=${lot}`;
    expect((await fetch(address, other)).status).to.equal(429);
    expect((await (await as(refiner)).checkUnit(codeOf(1), lot)).outcome).to.equal("genuine");
  });

  async function onLedger({ proof, gram, code }: UnitCheck): Promise<boolean> {
    const { ledger } = service.world;
    const { tag } = keys.unit(BigInt(gram));
    expect(code).to.equal(writeUnitCode({ index: BigInt(gram), tag }));
    const carried = { index: gram, tag: `0x${tag.toString(16).padStart(16, "0")}`, ...proof };
    const data = ledger.encodeCall("UnitCodes", "verifyUnit", [lot, carried]);
    const answer = await ledger.rpc.call("eth_call", [{ to: ledger.address("UnitCodes"), data }, "latest"]);
    return Boolean(ledger.decodeResult("UnitCodes", "verifyUnit", String(answer))[0]);
  }
});

/** The code with its third symbol changed. */
function flipped(code: string): string {
  return `${code.slice(0, 2)}${code[2] === "7" ? "8" : "7"}${code.slice(3)}`;
}
