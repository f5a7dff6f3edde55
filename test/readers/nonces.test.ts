import { expect } from "chai";
import { Nonces } from "../../src/readers/nonces.ts";

describe("nonces of sign-in", () => {
  const nonces = new Nonces(`0x${"11".repeat(32)}`);

  it("are known until they run out, to the second", () => {
    const { nonce, expiresAt } = nonces.issue(1_000);
    expect(expiresAt).to.equal(1_300);
    expect(nonces.expiryOf(nonce, 1_299)).to.equal(1_300);
    expect(nonces.expiryOf(nonce, 1_300)).to.equal(undefined);
  });

  it("are another each time", () => {
    expect(nonces.issue(1_000).nonce).not.to.equal(nonces.issue(1_000).nonce);
  });

  it("are not known once a digit is changed, cut off or added, nor to another service", () => {
    const { nonce } = nonces.issue(1_000);
    for (let at = 0; at < nonce.length; at++) {
      const digit = nonce[at] === "0" ? "1" : "0";
      const altered = nonce.slice(0, at) + digit + nonce.slice(at + 1);
      expect(nonces.expiryOf(altered, 1_000), altered).to.equal(undefined);
    }
    expect(nonces.expiryOf(nonce.slice(1), 1_000)).to.equal(undefined);
    expect(nonces.expiryOf(`${nonce}0`, 1_000)).to.equal(undefined);
    expect(new Nonces(`0x${"12".repeat(32)}`).expiryOf(nonce, 1_000)).to.equal(undefined);
  });
});
