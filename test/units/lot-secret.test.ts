import { inspect } from "node:util";
import { expect } from "chai";
import { getBytes, hexlify } from "ethers";
import fc from "fast-check";
import { LotSecret, readSealingKey } from "../../src/units/lot-secret.ts";
import { context, secret } from "./fixtures.ts";
import { refusal } from "./refusal.ts";

const key = readSealingKey("11".repeat(32));

describe("secret of a lot", () => {
  it("comes back as it was sealed, and each sealing is another", () => {
    const own = LotSecret.draw();
    const sealed = own.seal(key, context);
    expect(LotSecret.unseal(sealed, key, context).reveal()).to.deep.equal(own.reveal());
    expect(own.seal(key, context)).to.not.equal(sealed);
    expect(sealed).to.not.contain(hexlify(own.reveal()).slice(2));
    expect(LotSecret.draw().reveal()).to.not.deep.equal(own.reveal());
  });

  it("opens with no other key, for no other lot, and with no bit changed", () => {
    const sealed = new LotSecret(secret).seal(key, context);
    const opens = (text: string, by = key, within = context) => refusal(() => LotSecret.unseal(text, by, within));
    expect(opens(sealed, readSealingKey(`0x${"12".repeat(32)}`))).to.equal("sealed");
    expect(opens(sealed, key, `0x${"00".repeat(32)}`)).to.equal("sealed");
    expect(opens(sealed.slice(0, -2))).to.equal("sealed");
    expect(opens(`${sealed}00`)).to.equal("sealed");
    expect(opens("")).to.equal("sealed");
    fc.assert(
      fc.property(fc.nat(61 * 8 - 1), (bit) => {
        const bytes = getBytes(sealed);
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(opens(hexlify(bytes))).to.equal("sealed");
      }),
    );
  });

  it("shows in no log", () => {
    const own = new LotSecret(secret);
    const keys = own.keys(context);
    const bytes = hexlify(secret).slice(2, 34);
    for (const holder of [own, keys, { own, keys }]) {
      const shown = [inspect(holder, { showHidden: true, depth: 9 }), JSON.stringify(holder), String(holder)].join();
      expect(shown).to.not.contain(bytes);
      expect(shown).to.not.match(/Buffer|Uint8Array|[0-9]{2}, ?[0-9]{2}/);
    }
    expect(inspect(key)).to.not.contain("11111111");
  });

  it("is a copy: what happens to the bytes it was made of leaves it as it is", () => {
    const bytes = Uint8Array.from(secret);
    const own = new LotSecret(bytes);
    bytes.fill(0);
    own.reveal().fill(0);
    expect(own.reveal()).to.deep.equal(secret);
  });

  it("refuses other lengths, and repeats nothing of a wrong key", () => {
    expect(refusal(() => new LotSecret(new Uint8Array(31)))).to.equal("secret");
    for (const text of ["", "11", "0x", "zz".repeat(32), "11".repeat(33)]) {
      expect(refusal(() => readSealingKey(text))).to.equal("sealing-key");
    }
    expect(() => readSealingKey("deadbeef")).to.throw(/^(?!.*deadbeef)/);
  });
});
