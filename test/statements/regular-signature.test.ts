import { expect } from "chai";
import { getBytes, hexlify, SigningKey, Wallet } from "ethers";
import fc from "fast-check";
import { regularSignature } from "../../src/statements/regular-signature.ts";
import { signatureForms } from "../fixtures/signature-forms.ts";

describe("signatures made elsewhere", () => {
  const key = new SigningKey(`0x${"11".repeat(32)}`);
  const address = new Wallet(key).address;
  const digests = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => hexlify(bytes));

  it("are made regular, in whatever form they come", () => {
    fc.assert(
      fc.property(digests, (digest) => {
        const signature = key.sign(digest);
        expect(regularSignature(digest, signature.serialized, address)).to.equal(signature.serialized);
        for (const [form, bytes] of Object.entries(signatureForms(signature))) {
          expect(regularSignature(digest, bytes, address), form).to.equal(signature.serialized);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("are nobody's where they are another's, over something else, or no signatures", () => {
    const digest = `0x${"7a".repeat(32)}`;
    const signature = key.sign(digest);
    const other = new Wallet(`0x${"22".repeat(32)}`).address;
    for (const [form, bytes] of Object.entries(signatureForms(signature))) {
      expect(regularSignature(digest, bytes, other), form).to.equal(undefined);
      expect(regularSignature(`0x${"7b".repeat(32)}`, bytes, address), form).to.equal(undefined);
      expect(regularSignature(digest, `${bytes}1d`, address), form).to.equal(undefined);
    }
    for (const bytes of ["0x", "0x30", "0x3006020100020100", `0x${"00".repeat(64)}`, `0x${"ff".repeat(65)}`]) {
      expect(regularSignature(digest, bytes, address), bytes).to.equal(undefined);
    }
    expect(getBytes(signature.serialized)).to.have.length(65);
  });
});
