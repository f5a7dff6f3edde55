import { createHash } from "node:crypto";
import { expect } from "chai";
import { AbiCoder, encodeBytes32String, getBytes } from "ethers";
import { lotContext } from "../../src/units/lot-context.ts";
import { place } from "./fixtures.ts";
import { refusal } from "./refusal.ts";

describe("context of a lot", () => {
  it("is the hash of what the ABI encodes", () => {
    const encoded = AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "uint256", "address", "bytes32"],
      [encodeBytes32String("Ytterby unit codes 1"), place.chainId, place.contract, place.lot],
    );
    expect(lotContext(place)).to.equal(`0x${createHash("sha256").update(getBytes(encoded)).digest("hex")}`);
  });

  it("differs with each of its parts, and not with the spelling of an address", () => {
    const contexts = [
      place,
      { ...place, chainId: 31_338n },
      { ...place, contract: `0x${"11".repeat(20)}` },
      { ...place, lot: `0x${"ac".repeat(32)}` },
    ].map(lotContext);
    expect(new Set(contexts)).to.have.property("size", contexts.length);
    expect(lotContext({ ...place, contract: place.contract.toLowerCase() })).to.equal(lotContext(place));
  });

  it("refuses parts of another length", () => {
    expect(refusal(() => lotContext({ ...place, lot: "0xab" }))).to.equal("lot");
    expect(refusal(() => lotContext({ ...place, contract: "0xab" }))).to.equal("contract");
  });
});
