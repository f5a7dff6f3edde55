import { expect } from "chai";
import { challengeState, isAnsweredLate } from "../../src/domain/hold.ts";

describe("challenges", () => {
  const open = { answerBy: 100, answeredAt: null, decision: null };

  it("are overdue from the second after their deadline, until somebody answers", () => {
    expect(challengeState(open, 100)).to.equal("challenged");
    expect(challengeState(open, 101)).to.equal("overdue");
    expect(challengeState({ ...open, answeredAt: 101 }, 102)).to.equal("answered");
    expect(challengeState({ ...open, decision: "licence-required" }, 101)).to.equal("licence-required");
  });

  it("are answered late from the second after it", () => {
    expect([null, 100, 101].map((answeredAt) => isAnsweredLate({ answerBy: 100, answeredAt }))).to.deep.equal([
      ...[false, false, true],
    ]);
  });
});
