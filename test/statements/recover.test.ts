import { expect } from "chai";
import { concat, recoverAddress as reference, toBeHex, Wallet } from "ethers";
import fc from "fast-check";
import { recoverPublicKey as inBrowser } from "../../src/statements/curve-in-browser.ts";
import { recoverAddress, recoverWith } from "../../src/statements/recover.ts";
import { loadNative, loadPortable } from "../../src/statements/secp256k1.ts";

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

// The signed "Mail" of EIP-712: digest, signature and signer as the standard's own example publishes them.
const mail = {
  digest: "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2",
  r: "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d",
  s: "0x07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562",
  v: "0x1c",
  signer: "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826",
};
const published = concat([mail.r, mail.s, mail.v]);

const implementations = { native: loadNative(), portable: loadPortable(), "in a browser": inBrowser };

for (const [name, implementation] of Object.entries(implementations)) {
  describe(`recoverAddress (${name})`, () => {
    before(function () {
      if (implementation === undefined) this.skip();
    });

    const recover = (digest: string, signature: string) =>
      recoverWith(implementation ?? loadPortable())(digest, signature);

    it("gives the signer of the standard's example", () => {
      expect(recover(mail.digest, published)).to.equal(mail.signer);
    });

    it("agrees with ethers on whatever keys sign", () => {
      fc.assert(
        fc.property(
          fc.uint8Array({ minLength: 32, maxLength: 32 }),
          fc.bigInt({ min: 1n, max: order - 1n }),
          (bytes, key) => {
            const digest = `0x${Buffer.from(bytes).toString("hex")}`;
            const wallet = new Wallet(toBeHex(key, 32));
            const { serialized } = wallet.signingKey.sign(digest);
            expect(recover(digest, serialized)).to.equal(wallet.address).and.equal(reference(digest, serialized));
          },
        ),
        { numRuns: 30 },
      );
    });

    it("refuses the twin with s in the upper half (EIP-2), which the contracts refuse", () => {
      const twin = concat([mail.r, toBeHex(order - BigInt(mail.s), 32), "0x1b"]);
      expect(recover(mail.digest, twin)).to.equal(undefined);
    });

    it("takes s at half the order and nothing above it", () => {
      const half = order / 2n;
      const at = concat([mail.r, toBeHex(half, 32), "0x1b"]);
      expect(recover(mail.digest, at)).to.equal(reference(mail.digest, at));
      expect(recover(mail.digest, concat([mail.r, toBeHex(half + 1n, 32), "0x1b"]))).to.equal(undefined);
    });

    it("refuses any v but 27 and 28, and any length but 65 bytes", () => {
      for (const v of ["0x00", "0x01", "0x1a", "0x1d", "0xff"]) {
        expect(recover(mail.digest, concat([mail.r, mail.s, v])), v).to.equal(undefined);
      }
      const compact = new Wallet(toBeHex(1n, 32)).signingKey.sign(mail.digest).compactSerialized;
      for (const signature of ["0x", compact, concat([published, "0x00"]), published.slice(0, -2)]) {
        expect(recover(mail.digest, signature), signature).to.equal(undefined);
      }
    });

    it("refuses r and s that are no points or numbers of the curve", () => {
      const zero = toBeHex(0n, 32);
      for (const [r, s] of [
        [zero, mail.s],
        [mail.r, zero],
        [toBeHex(order, 32), mail.s],
        [toBeHex(order + 1n, 32), mail.s],
        [toBeHex(2n ** 256n - 1n, 32), mail.s],
      ]) {
        expect(recover(mail.digest, concat([r ?? "", s ?? "", "0x1b"]))).to.equal(undefined);
      }
    });

    it("gives another address for another digest", () => {
      const other = `0x${"00".repeat(31)}01`;
      expect(recover(other, published)).to.not.equal(mail.signer);
    });
  });
}

describe("recoverAddress", () => {
  it("takes signatures in capital digits, as it takes addresses", () => {
    expect(recoverAddress(mail.digest, `0x${published.slice(2).toUpperCase()}`)).to.equal(mail.signer);
  });
});
