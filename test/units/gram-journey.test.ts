import { expect } from "chai";
import { followGram, type GramMove, type GramPlace } from "../../src/units/gram-journey.ts";

const inHand = (holder: string): GramPlace => ({ state: "in-hand", holder });
const onTheRoad = (holder: string): GramPlace => ({ state: "on-the-road", holder, consignment: "0xc" });
const move = (statement: string, by: string, to: GramPlace): GramMove => ({ statement, by, to });

describe("the journey of a gram", () => {
  it("is unknown where nobody has named it", () => {
    expect(followGram([])).to.deep.equal({ place: null, doubled: null });
  });

  it("leads from hand to hand, onto the road, back, and to its end", () => {
    const journey = [move("1", "a", inHand("b")), move("2", "b", inHand("a")), move("3", "a", onTheRoad("c"))];
    expect(followGram(journey)).to.deep.equal({ place: onTheRoad("c"), doubled: null });
    const end = move("4", "c", { state: "retired" });
    expect(followGram([...journey.slice(0, 2), move("3", "a", inHand("c")), end])).to.deep.equal({
      ...{ place: { state: "retired" }, doubled: null },
    });
  });

  it("may pass hands that no move names", () => {
    const journey = [move("1", "a", inHand("b")), move("2", "d", inHand("e"))];
    expect(followGram(journey)).to.deep.equal({ place: inHand("e"), doubled: null });
  });

  it("is doubled where one organisation gives it away twice, with both statements", () => {
    const journey = [move("1", "a", inHand("b")), move("2", "b", inHand("c")), move("3", "a", inHand("d"))];
    expect(followGram(journey)).to.deep.equal({ place: inHand("c"), doubled: ["1", "3"] });
  });

  it("is doubled where it moves from the road, or after its end", () => {
    expect(followGram([move("1", "a", onTheRoad("b")), move("2", "b", inHand("c"))]).doubled).to.deep.equal(["1", "2"]);
    for (const state of ["retired", "consumed", "lost"] as const) {
      expect(followGram([move("1", "a", { state }), move("2", "b", inHand("c"))]).doubled).to.deep.equal(["1", "2"]);
    }
  });
});
