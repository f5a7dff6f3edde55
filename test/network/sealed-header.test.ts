import { expect } from "chai";
import { encodeRlp, keccak256, SigningKey, toBeHex, Wallet } from "ethers";
import { type NetworkId, sealDigest } from "../../src/network/seal-digest.ts";
import { checkSealedHeader, SealError, type SealedHeader } from "../../src/network/sealed-header.ts";
import { validatorSetCommitment } from "../../src/network/validator-set.ts";

const network: NetworkId = { chainId: 20_260n, genesisHash: `0x${"aa".repeat(32)}` };
const keys = [1, 2, 3, 4].map((n) => new SigningKey(toBeHex(n, 32)));
const stranger = new SigningKey(toBeHex(5, 32));
const addressOf = (key: SigningKey) => new Wallet(key.privateKey).address;
const validators = keys.map(addressOf);

/** A header of twenty fields, of which the tests look at a few. */
function headerOf(commitment: string): string {
  const fields = Array.from({ length: 20 }, () => "0x");
  fields[3] = `0x${"33".repeat(32)}`;
  fields[8] = "0x2a";
  fields[11] = "0x6b0a8ec1";
  fields[12] = commitment;
  return encodeRlp(fields);
}

const header = headerOf(validatorSetCommitment(validators));
const hash = keccak256(header);
const seal = (key: SigningKey, of: NetworkId = network, block = hash) => key.sign(sealDigest(of, block)).serialized;

function sealed(change: Partial<SealedHeader> = {}): SealedHeader {
  return { header, validators, seals: keys.slice(1).map((key) => seal(key)), ...change };
}

describe("network/sealed-header", () => {
  it("takes a header that three of four have sealed, and tells what it says and who sealed", () => {
    expect(checkSealedHeader(sealed(), network)).to.deep.equal({
      number: 42n,
      hash,
      stateRoot: `0x${"33".repeat(32)}`,
      timestamp: 0x6b0a8ec1n,
      signers: validators.slice(1),
    });
  });

  it("does not mind the order of validators and seals", () => {
    const turned = sealed({ validators: [...validators].reverse(), seals: keys.map((key) => seal(key)).reverse() });
    expect(checkSealedHeader(turned, network).signers).to.deep.equal([...validators].reverse());
  });

  const [first, second, third] = keys as [SigningKey, SigningKey, SigningKey];
  const twin = () => {
    const { r, s, yParity } = first.sign(sealDigest(network, hash));
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    return `${r}${toBeHex(order - BigInt(s), 32).slice(2)}${(28 - yParity).toString(16)}`;
  };
  const bad: [string, () => SealedHeader, RegExp][] = [
    ["two seals of four", () => sealed({ seals: [seal(first), seal(second)] }), /^2 of 4 validators .* 3 must/],
    ["no seals", () => sealed({ seals: [] }), /^0 of 4/],
    ["a seal that comes twice", () => sealed({ seals: [first, second, first].map((key) => seal(key)) }), /twice/],
    ["a stranger's seal", () => sealed({ seals: [...keys, stranger].map((key) => seal(key)) }), /no validator/],
    ["a seal cut short", () => sealed({ seals: [seal(first).slice(0, -2)] }), /no signature/],
    ["a seal's twin", () => sealed({ seals: [twin(), seal(second), seal(third)] }), /no signature/],
    [
      "seals of another chain with the same validators",
      () => sealed({ seals: keys.map((key) => seal(key, { ...network, chainId: 20_261n })) }),
      /no validator/,
    ],
    [
      "seals of another genesis with the same validators",
      () => sealed({ seals: keys.map((key) => seal(key, { ...network, genesisHash: `0x${"ab".repeat(32)}` })) }),
      /no validator/,
    ],
    [
      "seals of another block",
      () => sealed({ seals: keys.map((key) => seal(key, network, `0x${"cc".repeat(32)}`)) }),
      /no validator/,
    ],
    ["a validator left out", () => sealed({ validators: validators.slice(1) }), /not those whom the header names/],
    [
      "a validator named twice",
      () => sealed({ validators: [...validators, ...validators.slice(0, 1)] }),
      /named twice/,
    ],
    ["other validators", () => sealed({ validators: [addressOf(stranger)] }), /not those whom the header names/],
    ["a header cut short", () => sealed({ header: header.slice(0, -2) }), /no RLP/],
    ["a header of other fields", () => sealed({ header: encodeRlp(["0x01"]) }), /list of 20 fields/],
  ];
  for (const [what, make, reason] of bad) {
    it(`refuses ${what}`, () => {
      expect(() => checkSealedHeader(make(), network)).to.throw(SealError, reason);
    });
  }

  it("refuses a header of which one bit is another", () => {
    const bytes = Buffer.from(header.slice(2), "hex");
    // The state root's, so that the header still reads well.
    for (let bit = 0; bit < 256; bit += 37) {
      const forged = Buffer.from(bytes);
      const at = bytes.indexOf(Buffer.alloc(32, 0x33)) + (bit >> 3);
      forged[at] = (forged[at] ?? 0) ^ (1 << (bit & 7));
      expect(() => checkSealedHeader(sealed({ header: `0x${forged.toString("hex")}` }), network)).to.throw(SealError);
    }
  });
});
