import { expect } from "chai";
import { encodeRlp, getAddress } from "ethers";
import fc from "fast-check";
import {
  decodeQbftExtraData,
  ExtraDataError,
  encodeQbftExtraData,
  type QbftExtraData,
} from "../../src/network/qbft-extra-data.ts";

const vanity = `0x${"00".repeat(32)}`;
/** The example of Besu's documentation of QBFT, and the validators in it. */
const documented =
  "0xf87aa00000000000000000000000000000000000000000000000000000000000000000f8549464a702e6263b7297a96638cac6ae65e6541f4169943923390ad55e90c237593b3b0e401f3b08a0318594aefdb9a738c9f433e5b6b212a6d62f6370c2f69294c7eeb9a4e00ce683cf93039b212648e01c6c6b78c080c0";
const validators = [
  "0x64a702e6263b7297a96638cac6ae65e6541f4169",
  "0x3923390ad55e90c237593b3b0e401f3b08a03185",
  "0xaefdb9a738c9f433e5b6b212a6d62f6370c2f692",
  "0xc7eeb9a4e00ce683cf93039b212648e01c6c6b78",
].map((address) => getAddress(address));

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((b) => `0x${Buffer.from(b).toString("hex")}`);
const address = bytes(20).map((hex) => getAddress(hex));
const anyExtraData: fc.Arbitrary<QbftExtraData> = fc.record({
  vanity: bytes(32),
  validators: fc.array(address, { maxLength: 8 }),
  vote: fc.option(fc.record({ on: address, join: fc.boolean() })),
  round: fc.integer({ min: 0, max: 0xffff_ffff }),
  seals: fc.array(bytes(65), { maxLength: 8 }),
});

describe("network/qbft-extra-data", () => {
  it("reads and writes a genesis block's as Besu's documentation shows it", () => {
    const decoded = decodeQbftExtraData(documented);
    expect(decoded).to.deep.equal({ vanity, validators, vote: null, round: 0, seals: [] });
    expect(encodeQbftExtraData(decoded)).to.equal(documented);
  });

  it("reads votes for and against, rounds and seals", () => {
    const seal = `0x${"ab".repeat(64)}01`;
    const [on = ""] = validators;
    const encoded = encodeRlp([vanity, [], [on, "0xff"], "0x0100", [seal]]);
    expect(decodeQbftExtraData(encoded)).to.deep.equal({
      vanity,
      validators: [],
      vote: { on, join: true },
      round: 256,
      seals: [seal],
    });
    const against = encodeRlp([vanity, [], [on, "0x"], "0x", []]);
    expect(decodeQbftExtraData(against).vote).to.deep.equal({ on, join: false });
  });

  it("gives back whatever was encoded", () => {
    fc.assert(
      fc.property(anyExtraData, (data) => {
        expect(decodeQbftExtraData(encodeQbftExtraData(data))).to.deep.equal(data);
      }),
    );
  });

  const [on = ""] = validators;
  const bad: [string, string, RegExp][] = [
    ["nothing", "0x", /no list/],
    ["no RLP", "0xf8", /no RLP/],
    ["bytes instead of a list", encodeRlp(vanity), /no list/],
    ["four fields", encodeRlp([vanity, [], [], "0x"]), /list of five/],
    ["six fields", encodeRlp([vanity, [], [], "0x", [], "0x"]), /list of five/],
    ["a short vanity", encodeRlp(["0x00", [], [], "0x", []]), /vanity has 1 bytes/],
    ["a short address", encodeRlp([vanity, ["0x01"], [], "0x", []]), /validator has 1 bytes/],
    ["validators that are no list", encodeRlp([vanity, "0x01", [], "0x", []]), /validators is no list/],
    ["a vote of another word", encodeRlp([vanity, [], [on, "0x01"], "0x", []]), /neither for nor against/],
    ["a vote of three", encodeRlp([vanity, [], [on, "0xff", "0x"], "0x", []]), /neither for nor against/],
    ["a round with a leading zero", encodeRlp([vanity, [], [], "0x00", []]), /round/],
    ["a round of five bytes", encodeRlp([vanity, [], [], "0x0100000000", []]), /round/],
    ["a short seal", encodeRlp([vanity, [], [], "0x", [`0x${"ab".repeat(64)}`]]), /seal has 64 bytes/],
    ["something behind", `${encodeRlp([vanity, [], [], "0x", []])}00`, /no RLP/],
  ];
  for (const [what, encoded, reason] of bad) {
    it(`refuses ${what}`, () => {
      expect(() => decodeQbftExtraData(encoded)).to.throw(ExtraDataError, reason);
    });
  }
});
