import { expect } from "chai";
import { comesIn, movementKinds } from "../../src/domain/movement.ts";

describe("a movement", () => {
  it("comes in, or leaves", () => {
    expect(movementKinds.filter(comesIn)).to.deep.equal(["declared", "made", "withdrawn", "received", "restored"]);
  });
});
