import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { id } from "ethers";
import { type Anchors, openAnchors } from "../../src/certificate/anchors.ts";
import { answerWords } from "../../src/certificate/answer-words.ts";
import type { Certificate } from "../../src/certificate/certificate-schema.ts";
import { checkDocuments, withDocuments } from "../../src/certificate/documents.ts";
import { makeCertificate } from "../../src/certificate/make-certificate.ts";
import type { NetworkDescriptor } from "../../src/certificate/network-descriptor.ts";
import { packCertificate, readCertificate, writeCertificate } from "../../src/certificate/read-certificate.ts";
import { CertificateRefusal } from "../../src/certificate/refusal.ts";
import { stapleCertificate } from "../../src/certificate/staple.ts";
import { isValid, verifyCertificate } from "../../src/certificate/verify-certificate.ts";
import { listDocuments, sealDocument } from "../../src/client/documents.ts";
import { bytesOfText } from "../../src/domain/bytes.ts";
import type { Hex } from "../../src/domain/hex.ts";
import type { LotIdentity } from "../../src/domain/lot.ts";
import { createIndexer, type Indexer } from "../../src/indexer/indexer.ts";
import type { Rpc } from "../../src/rpc/rpc.ts";
import { lotId } from "../../src/statements/content.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { indexedEvidence } from "../../src/verify/indexed-evidence.ts";
import { createVerifier } from "../../src/verify/verifier.ts";
import { startWorldNode } from "../fixtures/anvil-world.ts";
import { history } from "../fixtures/history.ts";
import { parties } from "../fixtures/parties.ts";
import { identityOf, outputsOf } from "../fixtures/signing.ts";
import type { World } from "../fixtures/world.ts";
import type { Anvil } from "../support/anvil.ts";
import { addressOf, cometbftHeader, operatorSign, qbftHeader, trustedSet } from "./seals.ts";

const four = [1, 2, 3, 4];

/** A certified lot that was made from a certified lot, and of which some is on the road. */
async function makeMade({ sign, include }: World): Promise<void> {
  const { miner, refiner } = parties;
  const from = await sign.declare("C-FROM", { massGrams: 10_000n, allocation: "mass" });
  await include(from, ...(await sign.certification(from)));
  const step = await sign.transform(
    miner,
    [{ declared: identityOf(from), grams: 10_000n }],
    [{ allocation: "mass", producedAt: sign.now, lotNumber: "C-MADE", massGrams: 10_000n }],
    { process: "blending" },
  );
  await include(step);
  const [{ producer, lotNumber, content }] = outputsOf(step) as [LotIdentity];
  const asDeclared = { kind: "declare", message: { organisation: producer, lotNumber, content } };
  const certification = await sign.certification(asDeclared as unknown as Statement<"declare">);
  const lot = lotId(producer, lotNumber, content);
  await include(...certification, await sign.dispatch(miner, refiner, [{ lot, grams: 100n }]));
}

describe("a certificate's file", () => {
  let folder: string;
  let anvil: Anvil;
  let rpc: Rpc;
  let world: World;
  let store: Store;
  let indexer: Indexer;
  let block: { number: bigint; hash: Hex };
  let told: { number: bigint; stateRoot: Hex; timestamp: number };
  let anchors: Anchors;
  let operator: NetworkDescriptor;
  let now: number;
  let lots: { id: Hex; lot_number: string }[];

  before(async function () {
    this.timeout(120_000);
    ({ anvil, rpc, world } = await startWorldNode());
    await makeMade(world);
    for await (const _ of history(world, "C"));
    folder = await mkdtemp(join(tmpdir(), "ytterby-certificate-"));
    store = await openStore({ folder });
    indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 5, pollMs: 10 });
    await indexer.catchUp();
    const newest = (await rpc.call("eth_getBlockByNumber", ["latest", false])) as Record<string, string>;
    block = { number: BigInt(String(newest.number)), hash: String(newest.hash) };
    told = { number: block.number, stateRoot: String(newest.stateRoot), timestamp: Number(newest.timestamp) };
    now = Math.max(Math.floor(Date.now() / 1000), told.timestamp);
    const { manifest } = world.ledger;
    anchors = await openAnchors(rpc, manifest, { address: addressOf(1), sign: operatorSign(1) });
    operator = await anchors.descriptor();
    lots = await store.db.selectFrom("lot").select(["id", "lot_number"]).orderBy("lot_number").execute();
  });

  after(async () => {
    await store.close();
    rpc.close();
    await anvil.close();
    await rm(folder, { recursive: true, force: true });
  });

  const idOf = (number: string): Hex => lots.find((lot) => lot.lot_number === number)?.id as Hex;

  async function make(lot: Hex): Promise<Certificate> {
    const { manifest } = world.ledger;
    const made = await makeCertificate(
      {
        evidence: indexedEvidence(store.db, world.ledger),
        manifest,
        rpc,
        block,
        anchor: await anchors.anchor(block),
      },
      lot,
    );
    if (made === undefined) throw new Error("the lot is not known");
    return made;
  }

  const verify = (certificate: Certificate, known: NetworkDescriptor[] = [operator], at = now) =>
    verifyCertificate(certificate, { known, now: at });

  async function outcome(certificate: Certificate, known?: NetworkDescriptor[], at?: number): Promise<string> {
    try {
      return (await verify(certificate, known, at)).verdict.conclusion;
    } catch (error) {
      if (error instanceof CertificateRefusal) return error.code;
      throw error;
    }
  }

  it("comes to the verdict of the service, for every lot of a history in which everything happens that can", async function () {
    this.timeout(60_000);
    const verifier = createVerifier({ ledger: world.ledger, store, indexer });
    const conclusions = new Set<string>();
    for (const { id, lot_number } of lots) {
      const live = await verifier.verifyLot(id, { fresh: true });
      const file = await readCertificate(writeCertificate(await make(id)));
      const { verdict, standing } = await verify(file);
      expect(verdict, lot_number).to.deep.equal(live);
      expect(standing).to.equal("operator");
      conclusions.add(verdict.conclusion);
    }
    expect([...conclusions]).to.include.members(["valid", "revoked", "rejected", "not-certified"]);
  });

  it("is known only by what is trusted from outside it", async () => {
    const certificate = await make(idOf("C-MADE"));
    expect((await verify(certificate, [])).standing).to.equal("unknown");
    expect((await verify(certificate, [{ ...operator, chainId: 1 }])).standing).to.equal("unknown");
    expect((await verify(certificate, [{ ...operator, manifest: block.hash }])).standing).to.equal("unknown");
    expect((await verify(certificate)).claimed).to.deep.equal(operator);
    const other: NetworkDescriptor = { ...operator, anchor: { kind: "checkpoint", operator: addressOf(2) } };
    expect(await outcome(certificate, [other])).to.equal("not-the-operator");
    expect((await verify(certificate, [other, operator])).standing).to.equal("operator");
  });

  it("rests on the seals of a network's validators where it has some", async () => {
    const { manifest } = world.ledger;
    const network = { chainId: BigInt(manifest.chainId), genesisHash: manifest.genesisHash };
    const certificate = await make(idOf("C-MADE"));
    const anchors: Certificate["anchor"][] = [
      { kind: "cometbft", headers: [cometbftHeader(network, told, four, [1, 2, 4])] },
      { kind: "qbft", headers: [qbftHeader(told, four, [1, 2, 4], { round: 1 })] },
    ];
    for (const anchor of anchors) {
      const known: NetworkDescriptor = { ...operator, anchor: trustedSet(anchor.kind as "qbft", four) };
      const { standing, signers, validators, verdict } = await verify({ ...certificate, anchor }, [known]);
      expect([standing, signers.length, validators]).to.deep.equal(["sealed", 3, 4]);
      expect(verdict.block.number).to.equal(block.number);
      // Another block's state is another one.
      const stateRoot = `0x${"44".repeat(32)}`;
      const elsewhere: Certificate["anchor"] =
        anchor.kind === "qbft"
          ? { kind: "qbft", headers: [qbftHeader({ ...told, stateRoot }, four)] }
          : { kind: "cometbft", headers: [cometbftHeader(network, { ...told, stateRoot }, four)] };
      expect(await outcome({ ...certificate, anchor: elsewhere }, [known])).to.equal("proof-missing");
    }
  });

  it("is the same file for the same content, packed or not", async () => {
    const [first, second] = [await make(idOf("C-MADE")), await make(idOf("C-MADE"))];
    expect(writeCertificate(first)).to.deep.equal(writeCertificate(second));
    expect(await readCertificate(await packCertificate(first))).to.deep.equal(first);
  });

  it("is made of no lot that nobody declared", async () => {
    const { manifest } = world.ledger;
    const anchor = await anchors.anchor(block);
    const evidence = indexedEvidence(store.db, world.ledger);
    const unknown = `0x${"12".repeat(32)}`;
    expect(await makeCertificate({ evidence, manifest, rpc, block, anchor }, unknown)).to.equal(undefined);
  });

  it("tells of a certificate that has ended meanwhile, and takes no block of a time to come", async () => {
    const certificate = await make(idOf("C-MADE"));
    const { verdict } = await verify(certificate);
    const yesterday = Number(verdict.certificate?.validUntil);
    expect(await outcome(certificate, undefined, yesterday)).to.equal("valid");
    expect(await outcome(certificate, undefined, yesterday + 86_400)).to.equal("expired");
    expect(await outcome(certificate, undefined, told.timestamp - 3_600)).to.equal("from-the-future");
  });

  it("is told by a fresher block whether more was stated of the lot", async () => {
    const certificate = await make(idOf("C-MADE"));
    const stapled = await stapleCertificate(certificate, { rpc, anchors });
    const read = await readCertificate(writeCertificate(stapled));
    expect((await verify(read)).staple).to.deep.include({ isUnchanged: true });
    expect(isValid(await verify(read))).to.equal(true);
    const { staple } = await stapleCertificate(await make(idOf("C-A")), { rpc, anchors });
    expect(await outcome({ ...certificate, staple })).to.equal("proof-missing");
    const unsigned = { ...stapled.staple, anchor: { ...stapled.staple?.anchor, signature: "0x00" } };
    expect(await outcome({ ...certificate, staple: unsigned as typeof staple })).to.equal("seals-invalid");
  });

  it("carries the documents that its statements name, as whoever makes it likes, and no others", async () => {
    const certificate = await make(idOf("C-MADE"));
    const report = bytesOfText("report");
    const file = await readCertificate(writeCertificate(withDocuments(certificate, [report, report])));
    const { documents, verdict } = await verify(file);
    expect(verdict.conclusion).to.equal("valid");
    expect(documents.map(({ hash, name, content }) => [hash, name, Buffer.from(content).toString()])).to.deep.equal([
      [id("report"), null, "report"],
    ]);
    const named = certificate.statements.filter(({ message }) => message.evidence === id("report"));
    expect(documents[0]?.namedBy).to.have.members(named.map(({ digest }) => digest));
    expect(() => withDocuments(certificate, [bytesOfText("another report")]))
      .to.throw(CertificateRefusal)
      .with.property("code", "document-not-named");
    const [written] = file.documents ?? [];
    const altered = { hash: id("report"), bytes: Buffer.from("Report").toString("base64") };
    expect(await outcome({ ...certificate, documents: [altered] })).to.equal("document-differs");
    expect(await outcome({ ...certificate, documents: [written, written] as never[] })).to.equal("malformed");
  });

  it("carries documents of a list that it carries too", async () => {
    const { statements, ...rest } = await make(idOf("C-MADE"));
    const report = sealDocument("report.pdf", bytesOfText("conforms"));
    const list = listDocuments([report.hash]);
    const listing = (digest: Hex) => digest === statements.find(({ kind }) => kind === "assay")?.digest;
    const named = statements.map((each) =>
      listing(each.digest) ? { ...each, message: { ...each.message, evidence: list.hash } } : each,
    );
    const certificate = { ...rest, statements: named };
    const checked = checkDocuments(withDocuments(certificate, [report.bytes, list.bytes]));
    expect(checked.map(({ hash, name }) => [hash, name])).to.have.deep.members([
      [report.hash, "report.pdf"],
      [list.hash, null],
    ]);
    expect(() => withDocuments(certificate, [report.bytes])).to.throw(CertificateRefusal);
  });

  describe("that somebody has meddled with", () => {
    let honest: Certificate;
    /** One whose certificate was revoked. */
    let revoked: Certificate;

    before(async () => {
      honest = await make(idOf("C-MADE"));
      revoked = await make(idOf("C-B"));
      expect(await outcome(revoked)).to.equal("revoked");
    });

    const isOfLot = ({ id }: { id: string }) => id === honest.subject.lot;
    const withLots = (change: (links: Certificate["lots"][number]["links"]) => unknown): Certificate => ({
      ...honest,
      lots: honest.lots.map((lot) =>
        isOfLot(lot) ? { ...lot, links: change([...lot.links]) as typeof lot.links } : lot,
      ),
    });

    it("is refused with a node cut, one too many, or in another order", async () => {
      const { proof } = honest;
      for (let index = 0; index < proof.length; index += 7) {
        expect(await outcome({ ...honest, proof: proof.toSpliced(index, 1) })).to.equal("proof-missing");
      }
      const surplus = [...proof, "//8="].sort();
      expect(await outcome({ ...honest, proof: surplus })).to.equal("proof-surplus");
      expect(await outcome({ ...honest, proof: proof.toReversed() })).to.equal("proof-invalid");
      expect(await outcome({ ...honest, proof: [proof[0] as string, ...proof] })).to.equal("proof-invalid");
    });

    it("is refused whatever bit of a proof is flipped", async () => {
      const flip = (node: string, bit: number) => {
        const bytes = Buffer.from(node, "base64");
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        return bytes.toString("base64");
      };
      for (const [index, node] of honest.proof.entries()) {
        const bit = (index * 37) % (8 * Buffer.from(node, "base64").length);
        const proof = honest.proof.with(index, flip(node, bit)).sort();
        expect(await outcome({ ...honest, proof })).to.equal("proof-missing");
      }
      expect(await outcome({ ...honest, proof: ["//9=", ...honest.proof] })).to.equal("proof-invalid");
    });

    it("is refused with the proofs of another lot, or of other contracts", async () => {
      expect(await outcome({ ...honest, proof: revoked.proof })).to.equal("proof-missing");
      const { manifest } = honest;
      const { Lots, Quotas } = manifest.contracts;
      const swapped = { ...manifest, contracts: { ...manifest.contracts, Lots: Quotas, Quotas: Lots } };
      // The manifest is another one, so the network is not known; its contracts hold other things.
      const standing = await verify({ ...honest, manifest: swapped }).catch((error: CertificateRefusal) => error.code);
      expect(standing).to.be.a("string");
      const codeHash = `0x${"55".repeat(32)}`;
      const altered = { ...manifest, contracts: { ...manifest.contracts, Lots: { ...Lots, codeHash } } };
      expect(await outcome({ ...honest, manifest: altered })).to.equal("code-differs");
    });

    it("is never valid with a link left out, added, altered or moved", async () => {
      expect(await outcome(honest)).to.equal("valid");
      const digest = `0x${"66".repeat(32)}`;
      const meddled = [
        withLots((links) => links.slice(0, -1)),
        withLots((links) => links.slice(1)),
        withLots((links) => [...links, { ...links.at(-1), digest }]),
        withLots((links) => [...links, links.at(-1)]),
        withLots((links) => links.toReversed()),
        withLots((links) => links.map((link) => ({ ...link, timestamp: link.timestamp + 1 }))),
        withLots(() => []),
      ];
      for (const [index, certificate] of meddled.entries()) {
        expect(await outcome(certificate), String(index)).to.be.oneOf([
          "unsettled",
          "invalid",
          "surplus-evidence",
          "proof-surplus",
          "proof-missing",
          "lot-unknown",
        ]);
      }
    });

    it("is never valid without the revocation that was stated", async () => {
      const { lot } = revoked.subject;
      const digest = revoked.statements.find(({ kind }) => kind === "revoke")?.digest;
      const left = {
        ...revoked,
        lots: revoked.lots.map((each) =>
          each.id === lot ? { ...each, links: each.links.filter((link) => link.digest !== digest) } : each,
        ),
        statements: revoked.statements.filter((each) => each.digest !== digest),
      };
      expect(await outcome(left)).to.be.oneOf(["revoked", "unsettled", "invalid", "proof-surplus"]);
      const silent = { ...revoked, statements: left.statements };
      expect(await outcome(silent)).to.be.oneOf(["revoked", "unsettled", "invalid", "proof-surplus"]);
    });

    it("is never valid with a statement altered, left out, or signed by another", async () => {
      for (const [index, statement] of honest.statements.entries()) {
        const other = honest.statements.find(({ digest }) => digest !== statement.digest);
        // Every statement takes the same road: each is altered in one way.
        const altered = [
          { ...statement, message: { ...statement.message, validBefore: 1 } },
          { ...statement, signature: other?.signature ?? "0x" },
          { ...statement, kind: "cancel" },
        ].slice(index % 3, (index % 3) + 1);
        for (const each of altered) {
          const certificate = { ...honest, statements: honest.statements.with(index, each) };
          expect(await outcome(certificate), `${statement.kind} ${index}`).to.not.equal("valid");
        }
        if (index % 3 === 0) {
          const statements = honest.statements.toSpliced(index, 1);
          expect(await outcome({ ...honest, statements })).to.not.equal("valid");
        }
      }
    });

    it("is never valid with an act of a register left out, added, or altered", async () => {
      const digest = `0x${"77".repeat(32)}`;
      for (const [index, register] of honest.registers.entries()) {
        const [first] = register.acts;
        const meddled = [
          register.acts.slice(1),
          register.acts.slice(0, -1),
          [...register.acts, { ...first, digest }],
          register.acts.map((act) => ({ ...act, args: { ...act.args, validUntil: "281474976710655", x: "1" } })),
        ];
        for (const [way, acts] of meddled.entries()) {
          const registers = honest.registers.with(index, { ...register, acts: acts as typeof register.acts });
          const came = await outcome({ ...honest, registers });
          // What a function does not take is no value of its act.
          if (way < 3) expect(came, `${register.type} ${way}`).to.not.equal("valid");
        }
        expect(await outcome({ ...honest, registers: honest.registers.toSpliced(index, 1) })).to.not.equal("valid");
      }
    });

    it("is refused with what has nothing to do with it, or comes twice", async () => {
      const foreign = (revoked.lots[0] as Certificate["lots"][number]).id === honest.subject.lot ? [] : revoked.lots;
      const lots = [...honest.lots, ...foreign].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(await outcome({ ...honest, lots })).to.equal("surplus-evidence");
      const [first] = honest.lots;
      expect(await outcome({ ...honest, lots: [first as (typeof honest.lots)[number], ...honest.lots] })).to.equal(
        "malformed",
      );
      expect(await outcome({ ...honest, subject: { ...honest.subject, chainId: 1 } })).to.equal("malformed");
    });

    it("does not pass one lot's file off as another's", async () => {
      expect(await outcome({ ...honest, subject: { ...honest.subject, lot: revoked.subject.lot } })).to.equal(
        "proof-missing",
      );
    });
  });

  it("is no answer any more once a fresher block tells of something that was stated since", async () => {
    const certificate = await make(idOf("C-MADE"));
    const { sign, include } = world;
    await include(await sign.suspend(BigInt(idOf("C-MADE")), parties.verifier, sign.certificateUntil));
    const stapled = await verify(await stapleCertificate(certificate, { rpc, anchors }));
    expect(stapled.verdict.conclusion).to.equal("valid");
    expect(stapled.staple).to.deep.include({ isUnchanged: false });
    expect(isValid(stapled)).to.equal(false);
    const [line] = answerWords(stapled, now).lines.filter(({ en }) => en.includes("out of date"));
    expect(line?.zh).to.contain("已过时");
  });
});
