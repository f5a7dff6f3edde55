import { expect } from "chai";
import type { Anchor } from "../../src/certificate/certificate-schema.ts";
import { checkAnchor } from "../../src/certificate/check-anchor.ts";
import type { NetworkDescriptor } from "../../src/certificate/network-descriptor.ts";
import { CertificateRefusal } from "../../src/certificate/refusal.ts";
import type { NetworkId } from "../../src/network/seal-digest.ts";
import { addressOf, checkpoint, cometbftHeader, qbftHeader, type Told, trustedSet } from "./seals.ts";

const network: NetworkId = { chainId: 20_260n, genesisHash: `0x${"aa".repeat(32)}` };
const told: Told = { number: 42n, stateRoot: `0x${"33".repeat(32)}`, timestamp: 1_800_000_000 };
const at = (number: bigint): Told => ({ ...told, number });
const four = [1, 2, 3, 4];

function refusalOf(anchor: Anchor, trusted: NetworkDescriptor["anchor"] | undefined, of = network): string {
  try {
    checkAnchor(anchor, of, trusted);
  } catch (error) {
    if (error instanceof CertificateRefusal) return error.code;
    throw error;
  }
  return "accepted";
}

const comet = (...headers: ReturnType<typeof cometbftHeader>[]): Anchor => ({ kind: "cometbft", headers });
const qbft = (...headers: string[]): Anchor => ({ kind: "qbft", headers });

describe("certificate/check-anchor", () => {
  describe("seals of the local test network", () => {
    const trusted = trustedSet("cometbft", four);

    it("are taken from a quorum of the set that is trusted", () => {
      const { header, validators } = checkAnchor(
        comet(cometbftHeader(network, told, four, [2, 3, 4])),
        network,
        trusted,
      );
      expect(header.number).to.equal(42n);
      expect(header.signers).to.deep.equal([2, 3, 4].map(addressOf));
      expect(validators).to.equal(4);
    });

    const bad: [string, Anchor, string][] = [
      ["a quorum short by one", comet(cometbftHeader(network, told, four, [1, 2])), "seals-invalid"],
      ["none", comet(cometbftHeader(network, told, four, [])), "seals-invalid"],
      ["a stranger's", comet(cometbftHeader(network, told, four, [1, 2, 3, 9])), "seals-invalid"],
      ["one twice", comet(cometbftHeader(network, told, four, [1, 2, 3, 3])), "seals-invalid"],
      ["those of a set of strangers", comet(cometbftHeader(network, told, [7, 8, 9])), "set-not-followed"],
      ["those of a set with one whom one trusts", comet(cometbftHeader(network, told, [1, 8, 9])), "set-not-followed"],
      [
        "those of another chain with equal validators",
        comet(cometbftHeader({ ...network, chainId: 1n }, told, four)),
        "seals-invalid",
      ],
      [
        "of another block",
        comet({ ...cometbftHeader(network, told, four), header: cometbftHeader(network, at(43n), four).header }),
        "seals-invalid",
      ],
      ["those of QBFT", qbft(qbftHeader(told, four)), "set-not-followed"],
      ["an operator's word", checkpoint(network, told, 1), "not-the-operator"],
    ];
    for (const [what, anchor, code] of bad) {
      it(`are not: ${what}`, () => expect(refusalOf(anchor, trusted)).to.equal(code));
    }

    it("are followed through changes of the set", () => {
      const changes = [
        cometbftHeader(network, at(10n), [1, 2, 3, 5]),
        cometbftHeader(network, at(20n), [2, 3, 5, 6]),
        cometbftHeader(network, told, [5, 6, 7, 8], [5, 6, 7]),
      ] as const;
      expect(refusalOf(comet(...changes), trusted)).to.equal("accepted");
      expect(refusalOf(comet(changes[0], changes[2]), trusted)).to.equal("set-not-followed");
      expect(refusalOf(comet(changes[1], changes[0], changes[2]), trusted)).to.equal("header-invalid");
    });

    it("are not taken from before the set that is trusted, as old keys may be in anybody's hands", () => {
      expect(refusalOf(comet(cometbftHeader(network, told, four)), trustedSet("cometbft", four, 43))).to.equal(
        "before-the-set",
      );
    });

    it("agree with themselves where nothing is trusted", () => {
      expect(refusalOf(comet(cometbftHeader(network, told, [7, 8, 9])), undefined)).to.equal("accepted");
      expect(refusalOf(comet(cometbftHeader(network, told, four, [1, 2])), undefined)).to.equal("seals-invalid");
    });
  });

  describe("seals of QBFT", () => {
    const trusted = trustedSet("qbft", four);

    it("are taken at round 0 and at round 1", () => {
      for (const round of [0, 1]) {
        const anchor = qbft(qbftHeader(told, four, [1, 2, 3], { round }));
        expect(refusalOf(anchor, trusted), `round ${round}`).to.equal("accepted");
      }
    });

    it("name the block by the hash at round 0 and without seals", () => {
      const [first, second] = [0, 1].map(
        (round) => checkAnchor(qbft(qbftHeader(told, four, four, { round })), network, trusted).header.hash,
      );
      expect(first).to.equal(second);
    });

    const bad: [string, Anchor, string][] = [
      ["two of four", qbft(qbftHeader(told, four, [1, 2])), "seals-invalid"],
      ["a round that was altered", qbft(qbftHeader(told, four, four, { round: 1, told: 0 })), "seals-invalid"],
      ["a stranger's", qbft(qbftHeader(told, four, [1, 2, 3, 9])), "seals-invalid"],
      ["one twice", qbft(qbftHeader(told, four, [1, 2, 3, 1])), "seals-invalid"],
      ["none, as of the genesis block", qbft(qbftHeader(at(0n), four, [])), "seals-invalid"],
      ["a set that a contract names", qbft(qbftHeader(told, [], [1, 2, 3])), "seals-invalid"],
      ["a set of strangers", qbft(qbftHeader(told, [7, 8, 9])), "set-not-followed"],
      ["no header", qbft("0xc0"), "seals-invalid"],
    ];
    for (const [what, anchor, code] of bad) {
      it(`are not: ${what}`, () => expect(refusalOf(anchor, trusted)).to.equal(code));
    }

    it("are two of three, two thirds being enough", () => {
      expect(refusalOf(qbft(qbftHeader(told, [1, 2, 3], [1, 2])), trustedSet("qbft", [1, 2, 3]))).to.equal("accepted");
    });
  });

  describe("an operator's word", () => {
    const trusted: NetworkDescriptor["anchor"] = { kind: "checkpoint", operator: addressOf(1) };

    it("is that of the operator who is trusted", () => {
      const { validators } = checkAnchor(checkpoint(network, told, 1), network, trusted);
      expect(validators).to.equal(null);
      expect(refusalOf(checkpoint(network, told, 2), trusted)).to.equal("not-the-operator");
    });

    it("is given for one ledger and one block", () => {
      const anchor = checkpoint({ ...network, genesisHash: `0x${"ab".repeat(32)}` }, told, 1);
      expect(refusalOf(anchor, trusted)).to.equal("not-the-operator");
      const { header } = checkpoint(network, at(43n), 1);
      expect(refusalOf({ ...checkpoint(network, told, 1), header }, trusted)).to.equal("not-the-operator");
      expect(refusalOf({ ...checkpoint(network, told, 1), signature: "0x00" }, trusted)).to.equal("seals-invalid");
    });

    it("is no seal: validators are not asked for by an operator", () => {
      expect(refusalOf(comet(cometbftHeader(network, told, four)), trusted)).to.equal("set-not-followed");
    });
  });
});
