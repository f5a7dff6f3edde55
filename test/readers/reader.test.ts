import { expect } from "chai";
import { everybody, type Jurisdiction, standingOf } from "../../src/readers/reader.ts";
import { parties } from "../fixtures/parties.ts";

describe("what a reader is to a thing", () => {
  const { miner, customs } = parties;
  const concern = { organisations: [miner.organisation, null], countries: ["CN", null, undefined, "DE"] };
  const standing = (party: typeof miner, jurisdiction: Jurisdiction) =>
    standingOf({ credential: { organisation: party.organisation, key: party.key.address }, jurisdiction }, concern);

  it("is nothing to whoever is not signed in", () => {
    expect(standingOf(everybody, concern)).to.equal("public");
    expect(standingOf({ ...everybody, jurisdiction: "every" }, concern)).to.equal("public");
  });

  it("is a party to its own, even as an authority", () => {
    expect(standing(miner, new Set())).to.equal("party");
    expect(standing(miner, "every")).to.equal("party");
  });

  it("is an authority in its countries, and nothing elsewhere", () => {
    expect(standing(customs, new Set(["DE", "NO"]))).to.equal("authority");
    expect(standing(customs, "every")).to.equal("authority");
    expect(standing(customs, new Set(["NO", ""]))).to.equal("public");
    expect(standing(customs, new Set())).to.equal("public");
  });
});
