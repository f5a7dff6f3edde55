import { expect } from "chai";
import { getBytes, hexlify } from "ethers";
import fc from "fast-check";
import { lotContext } from "../../src/units/lot-context.ts";
import { maximumUnits } from "../../src/units/unit-code.ts";
import { UnitKeys } from "../../src/units/unit-keys.ts";
import { context, keys, place, secret } from "./fixtures.ts";

describe("derivation of codes", () => {
  it("is the keystream of AES-256 in counter mode under keys of HKDF, as Web Crypto derives them", async () => {
    const grams = 64;
    expect(hexlify(keys.tags(0, grams))).to.equal(await stream("tag", 0n, 8 * grams));
    expect(hexlify(keys.salts(0, grams))).to.equal(await stream("salt", 0n, 16 * grams));
    const last = maximumUnits - 2n;
    expect(hexlify(keys.tags(Number(last), 2))).to.equal(await stream("tag", last / 2n, 16));
    expect(hexlify(keys.salts(Number(last), 2))).to.equal(await stream("salt", last, 32));
  });

  it("gives one gram what it gives a run of grams", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 29 - 8), fc.nat(15), (half, offset) => {
        const first = half * 2;
        const index = BigInt(first + offset);
        const tags = new DataView(keys.tags(first, 16).slice().buffer);
        expect(keys.unit(index)).to.deep.equal({ index, tag: tags.getBigUint64(offset * 8) });
        expect(keys.salt(index)).to.equal(hexlify(keys.salts(first, 16).subarray(offset * 16, offset * 16 + 16)));
      }),
    );
  });

  it("differs with secret, chain, contract, lot and gram", () => {
    const others = [
      keys,
      new UnitKeys(new Uint8Array(32).fill(7), context),
      new UnitKeys(secret, lotContext({ ...place, chainId: 1n })),
      new UnitKeys(secret, lotContext({ ...place, contract: `0x${"11".repeat(20)}` })),
      new UnitKeys(secret, lotContext({ ...place, lot: `0x${"00".repeat(32)}` })),
    ];
    const grams = Array.from({ length: 100 }, (_, index) => BigInt(index));
    const tags = others.flatMap((other) => grams.map((index) => other.unit(index).tag));
    const salts = others.flatMap((other) => grams.map((index) => other.salt(index)));
    expect(new Set(tags).size).to.equal(500);
    expect(new Set(salts).size).to.equal(500);
  });

  it("refuses to read a stream from within a block", () => {
    expect(() => keys.tags(1, 2)).to.throw(RangeError);
  });
});

async function stream(purpose: string, block: bigint, bytes: number): Promise<string> {
  const { subtle } = globalThis.crypto;
  const master = await subtle.importKey("raw", new Uint8Array(secret), "HKDF", false, ["deriveKey"]);
  const key = await subtle.deriveKey(
    {
      name: "HKDF",
      hash: "SHA-256",
      salt: new Uint8Array(getBytes(context)),
      info: new TextEncoder().encode(purpose),
    },
    master,
    { name: "AES-CTR", length: 256 },
    false,
    ["encrypt"],
  );
  const counter = new Uint8Array(16);
  new DataView(counter.buffer).setBigUint64(8, block);
  const zeros = new Uint8Array(bytes);
  return hexlify(new Uint8Array(await subtle.encrypt({ name: "AES-CTR", counter, length: 128 }, key, zeros)));
}
