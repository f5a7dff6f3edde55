import { expect } from "chai";
import { deep } from "../../support/depth.ts";
import { sequencesAtBorders } from "./border-actions.ts";
import { compared } from "./comparison.ts";

describe("the contracts and a model of them, at borders", function () {
  this.timeout(deep ? 3_600_000 : 300_000);

  it("hold, challenge, seize and free the same goods, and refuse the same statements by the same errors", async () => {
    const outcomes = await compared(sequencesAtBorders, { seed: 7, drawn: 100, covering: COVERING });
    const countOf = (outcome: string) => outcomes.get(outcome) ?? 0;
    expect(TAKEN.filter((kind) => countOf(kind) < OFTEN).map((kind) => `${kind}: ${countOf(kind)}`)).to.deep.equal([]);
    const refusals = Object.entries(REFUSED).flatMap(([kind, errors]) => errors.map((error) => `${kind}: ${error}`));
    expect([...REACHED, ...refusals].filter((outcome) => countOf(outcome) === 0)).to.deep.equal([]);
  });
});

const COVERING = [17, 24, 26, 38, 43, 46, 55, 60, 67, 87];

/** How often each kind is taken at least: what can be done to a hold, or to goods, is tried on more than one. */
const OFTEN = 3;

const TAKEN = [
  ...["hold", "holdConsignment", "renewHold", "releaseHold", "liftHold", "challenge", "answerChallenge"],
  ...["decideChallenge", "seize", "returnSeized", "restoreSeized", "changeRoute"],
];

/** Where goods were, what kept them there, and what a seizure rested on. */
const REACHED = [
  ...["hold abroad", "challenge abroad", "seize abroad"],
  ...["seize what was challenged", "seize what was held on its way"],
  ...["dispatch", "handOver", "retire", "transform", "deposit"].map(
    (kind) => `${kind} of what is one holder's and held`,
  ),
  ...["dispatch", "transform"].map((kind) => `${kind} of what came of a consignment that is held`),
];

/** By which errors each is refused. */
const REFUSED = {
  hold: ["GroundMissing", "HoldStands", "HoldTermInvalid", "RoleNotHeld"],
  holdConsignment: [
    ...["ConsignmentNotOnTheRoad", "ConsignmentUnknown", "CountryNotOnTheWay", "GroundMissing", "HoldStands"],
    ...["HoldTermInvalid", "RoleNotHeld"],
  ],
  renewHold: ["HoldNotInForce", "HoldReasonMissing", "HoldTermInvalid", "NotTheAuthority", "RoleNotHeld"],
  releaseHold: ["HoldNotInForce", "HoldReasonMissing", "NotTheAuthority", "RoleNotHeld"],
  liftHold: ["HoldNotInForce", "HoldReasonMissing"],
  challenge: [
    ...["AnswerDueTooEarly", "GroundMissing", "HoldStands", "HoldTermInvalid", "NoticeMissing"],
    ...["OrganisationUnknown", "RoleNotHeld"],
  ],
  answerChallenge: ["AnswerIncomplete", "ChallengeOfAnother", "ChallengeUnknown", "HoldNotInForce"],
  decideChallenge: [
    ...["ChallengeUnanswered", "ChallengeUnknown", "DecisionMissing", "HoldNotInForce", "HoldTermInvalid"],
    "NotTheAuthority",
  ],
  seize: [
    ...["ChallengeUnanswered", "GramsZero", "GroundMissing", "HoldNotInForce", "NotTheAuthority", "OrderMissing"],
    ...["RoleNotHeld", "SeizureBeyondHold", "StockMissing"],
  ],
  returnSeized: ["ReturnReasonMissing", "RoleNotHeld", "SeizureNotStanding", "SeizureOfAnother"],
  restoreSeized: ["ReturnReasonMissing", "SeizureNotStanding"],
  changeRoute: [
    ...["ConsignmentNotOnTheRoad", "ConsignmentUnknown", "EarlierThanDispatch", "NotTheCarrier", "ReasonMissing"],
    ...["RoleNotHeld", "RouteInvalid", "RouteUnchanged"],
  ],
};
