import { expect } from "chai";
import { Memory } from "../../../src/alerts/memory.ts";
import { challengeOverdue } from "../../../src/alerts/rules/challenge-overdue.ts";
import { movementRulesFailed } from "../../../src/alerts/rules/movement-rules-failed.ts";
import { permitNearlyUsed } from "../../../src/alerts/rules/permit-nearly-used.ts";
import type { Deed } from "../../../src/statements/deeds.ts";
import { addressOf, declared, hashOf, Ledger, received, sent, start } from "../event-of.ts";

const DAY = 86_400;

describe("a permit that is nearly used up", () => {
  const permit = hashOf("permit");
  const validUntil = start + 90 * DAY;
  const permitted: Deed<"permitted"> = {
    what: "permitted",
    ...{ exporter: addressOf("exporter"), consignee: addressOf("consignee"), country: "CN", destination: "DE" },
    ...{ grams: 1_000_000n, validUntil },
  };
  const changes = (ledger: Ledger, event: string, grams: number, timestamp = start + 5 * DAY) =>
    ledger.act(event, { number: "7", consignment: hashOf("consignment"), grams: `${grams}` }, timestamp);
  const takes = (ledger: Ledger, grams: number, timestamp?: number) => changes(ledger, "PermitDrawn", grams, timestamp);
  const granted = () => {
    const ledger = new Ledger(permitNearlyUsed);
    ledger.act("PermitNumbered", { number: "7", digest: permit });
    ledger.statement({ digest: permit, does: permitted });
    return ledger;
  };

  it("raises one alert at nine tenths, and one when nothing is left", () => {
    const ledger = granted();
    expect(takes(ledger, 899_999)).to.deep.equal([]);
    const [near, ...others] = takes(ledger, 1);
    expect(others).to.deep.equal([]);
    expect(near).to.deep.equal({
      cause: `${permit} 90`,
      subject: { type: "export-permit", id: permit },
      statements: [permit, hashOf("consignment")],
      organisations: [addressOf("exporter")],
      countries: ["CN", "DE"],
      evidence: {
        ...{ permit, country: "CN", destination: "DE", percent: 90 },
        ...{ grantedGrams: "1000000", drawnGrams: "900000", validUntil },
      },
    });
    expect(permitNearlyUsed.words(near?.evidence as never)).to.deep.equal({
      en: "Of an export permit of CN for 1 t to DE, 900 kg were drawn: 90 % or more.",
      zh: "CN 核发的对 DE 出口许可 1 t，已使用 900 kg，达到或超过 90%。",
    });
    expect(takes(ledger, 99_999)).to.deep.equal([]);
    expect(takes(ledger, 1).map(({ cause }) => cause)).to.deep.equal([`${permit} 100`]);
  });

  it("raises only the one for nothing left where all is taken at once", () => {
    const ledger = granted();
    expect(takes(ledger, 1_000_000).map(({ cause }) => cause)).to.deep.equal([`${permit} 100`]);
    expect(changes(ledger, "PermitRestored", 500_000)).to.deep.equal([]);
    expect(takes(ledger, 450_000)).to.deep.equal([]);
  });

  it("raises none again for grams that came back and were taken anew, and counts them once", () => {
    const ledger = granted();
    expect(takes(ledger, 600_000)).to.deep.equal([]);
    expect(changes(ledger, "PermitRestored", 500_000)).to.deep.equal([]);
    expect(takes(ledger, 799_999)).to.deep.equal([]);
    expect(takes(ledger, 1)).to.have.length(1);
    expect(changes(ledger, "PermitRestored", 800_000)).to.deep.equal([]);
    expect(takes(ledger, 800_000)).to.deep.equal([]);
  });

  it("raises none for one that was withdrawn, or is over", () => {
    const withdrawn = granted();
    withdrawn.statement({ does: { what: "permit-withdrawn", permit } });
    expect(takes(withdrawn, 950_000)).to.deep.equal([]);
    expect(takes(granted(), 950_000, validUntil + 1)).to.deep.equal([]);
    expect(takes(granted(), 950_000, validUntil)).to.have.length(1);
  });

  it("keeps permits apart, and knows nothing of one that it was never told of", () => {
    const ledger = granted();
    ledger.act("PermitNumbered", { number: "8", digest: hashOf("other") });
    ledger.statement({ digest: hashOf("other"), does: permitted });
    expect(takes(ledger, 500_000)).to.deep.equal([]);
    const args = { consignment: hashOf("c"), grams: "500000" };
    expect(ledger.act("PermitDrawn", { number: "8", ...args })).to.deep.equal([]);
    expect(ledger.act("PermitDrawn", { number: "9", ...args })).to.deep.equal([]);
  });

  it("goes on from what was stored", () => {
    const first = granted();
    takes(first, 800_000);
    const second = new Ledger(permitNearlyUsed, new Memory(JSON.parse(JSON.stringify(first.stored()))));
    expect(takes(second, 100_000)).to.have.length(1);
  });
});

describe("an overdue challenge", () => {
  const challenge = hashOf("challenge");
  const holder = addressOf("holder");
  const answerBy = start + 12 * DAY;
  const challenged = (ledger = new Ledger(challengeOverdue)) => {
    ledger.statement({ declares: [declared("L-1")], timestamp: start });
    ledger.statement({
      digest: challenge,
      lotIds: ["L-1"],
      timestamp: start + DAY,
      does: { what: "held", consignment: null, holder, country: "DE", ground: 3, until: start + 60 * DAY, answerBy },
    });
    return ledger;
  };
  const passes = (ledger: Ledger, timestamp: number) => ledger.statement({ timestamp });
  const answers = (ledger: Ledger, timestamp: number) =>
    ledger.statement({ digest: hashOf("answer"), timestamp, does: { what: "answered", challenge } });

  it("raises one alert at the first event after the deadline, whatever that is", () => {
    const ledger = challenged();
    expect(passes(ledger, answerBy)).to.deep.equal([]);
    const [alert, ...others] = passes(ledger, answerBy + 1);
    expect(others).to.deep.equal([]);
    expect(alert).to.deep.equal({
      cause: challenge,
      subject: { type: "lot", id: hashOf("L-1") },
      statements: [challenge],
      organisations: [holder],
      countries: ["DE"],
      evidence: { challenge, lot: hashOf("L-1"), lotNumber: "L-1", country: "DE", answerBy, answeredAt: null },
    });
    expect(challengeOverdue.words(alert?.evidence as never)).to.deep.equal({
      en: "Lot L-1 was challenged in DE, and nobody had answered by 2026-01-13.",
      zh: "批次 L-1 在 DE 受到质疑，至 2026-01-13 仍无人答复。",
    });
    expect([passes(ledger, answerBy + DAY), answers(ledger, answerBy + 2 * DAY)]).to.deep.equal([[], []]);
    expect(challenged().act("RoleGranted", {}, answerBy + 1)).to.have.length(1);
  });

  it("raises one for an answer that comes late, with its day", () => {
    const ledger = challenged();
    const [alert] = answers(ledger, answerBy + DAY);
    expect(alert?.statements).to.deep.equal([challenge, hashOf("answer")]);
    expect(alert?.evidence).to.include({ answeredAt: answerBy + DAY });
    expect(challengeOverdue.words(alert?.evidence as never).en).to.equal(
      "Lot L-1 was challenged in DE; the answer was due by 2026-01-13 and came on 2026-01-14.",
    );
    expect(passes(ledger, answerBy + 2 * DAY)).to.deep.equal([]);
  });

  it("raises none where the answer came in the last second", () => {
    const ledger = challenged();
    expect(answers(ledger, answerBy)).to.deep.equal([]);
    expect(passes(ledger, answerBy + 90 * DAY)).to.deep.equal([]);
  });

  it("raises none where the goods were free before anything was due", () => {
    const released = challenged();
    released.statement({ timestamp: answerBy, does: { what: "hold-released", hold: challenge } });
    expect(passes(released, answerBy + 1)).to.deep.equal([]);
    const lifted = challenged();
    lifted.act("HoldLifted", { hold: challenge }, answerBy);
    expect(passes(lifted, answerBy + 1)).to.deep.equal([]);
  });

  it("raises one where they are freed only after the deadline", () => {
    const released = { what: "hold-released", hold: challenge } as const;
    expect(challenged().statement({ timestamp: answerBy + 1, does: released })).to.have.length(1);
  });

  it("raises none for a hold that asks for nothing, and goes on where its end is moved", () => {
    const held = new Ledger(challengeOverdue);
    held.statement({ declares: [declared("L-1")] });
    const hold = {
      what: "held",
      consignment: null,
      holder: null,
      country: "DE",
      ground: 3,
      until: start + DAY,
      answerBy: null,
    } as const;
    held.statement({ lotIds: ["L-1"], does: hold });
    expect(passes(held, start + 90 * DAY)).to.deep.equal([]);
    const renewed = challenged();
    renewed.statement({ timestamp: start + 2 * DAY, does: { what: "hold-renewed", hold: challenge, until: answerBy } });
    expect(passes(renewed, answerBy + 1)).to.have.length(1);
  });

  it("tells of each challenge by itself, and goes on from what was stored", () => {
    const first = challenged();
    first.statement({
      digest: hashOf("second"),
      lotIds: ["L-1"],
      timestamp: start + 2 * DAY,
      does: {
        what: "held",
        consignment: null,
        holder,
        country: "NL",
        ground: 3,
        until: start + 60 * DAY,
        answerBy: answerBy + DAY,
      },
    });
    const second = new Ledger(challengeOverdue, new Memory(JSON.parse(JSON.stringify(first.stored()))));
    expect(passes(second, answerBy + 1).map(({ cause }) => cause)).to.deep.equal([challenge]);
    expect(passes(second, answerBy + DAY + 1).map(({ cause }) => cause)).to.deep.equal([hashOf("second")]);
  });
});

describe("rules of movements that fail", () => {
  const consignment = hashOf("consignment");
  const customs = addressOf("customs contract");
  const onTheRoad = () => {
    const ledger = new Ledger(movementRulesFailed);
    ledger.statement({ digest: consignment, moves: sent({ route: ["VN"] }) });
    return ledger;
  };
  const fails = (ledger: Ledger, movement: string, contract = customs) =>
    ledger.act("MovementRulesFailed", { rules: contract, digest: hashOf(movement) });
  const arrives = (ledger: Ledger, movement: string) =>
    ledger.statement({ digest: hashOf(movement), organisation: addressOf("recipient"), moves: received() });
  const found = {
    cause: `${hashOf("receipt")} ${customs}`,
    subject: { type: "consignment", id: consignment },
    statements: [hashOf("receipt")],
    organisations: [addressOf("sender"), addressOf("recipient")],
    countries: ["CN", "VN", "TH"],
    evidence: { contract: customs, movement: hashOf("receipt") },
  };

  it("are told to the authorities of every country on the way, once the receipt is on the ledger", () => {
    const ledger = onTheRoad();
    expect(fails(ledger, "receipt")).to.deep.equal([]);
    expect(arrives(ledger, "receipt")).to.deep.equal([found]);
    expect(movementRulesFailed.words(found.evidence as never).en).to.include(customs);
  });

  it("raise an alert for each contract, and none of a movement that they were told of", () => {
    const ledger = onTheRoad();
    expect(arrives(ledger, "another receipt")).to.deep.equal([]);
    fails(ledger, "receipt");
    fails(ledger, "receipt", addressOf("second"));
    // Of a settlement, a contract is told for either side.
    fails(ledger, "receipt");
    expect(arrives(ledger, "receipt").map(({ evidence }) => evidence.contract)).to.deep.equal([
      customs,
      addressOf("second"),
    ]);
    expect(arrives(ledger, "third receipt")).to.deep.equal([]);
  });

  it("are told in the countries of a new way, of which the ledger tells before they fail", () => {
    const ledger = onTheRoad();
    const does: Deed<"rerouted"> = { what: "rerouted", consignment, route: ["MX"], reason: 1, occurredAt: start };
    const organisation = addressOf("carrier");
    expect(ledger.statement({ digest: hashOf("change"), organisation, does })).to.deep.equal([]);
    const [raised, ...others] = fails(ledger, "change");
    expect(others).to.deep.equal([]);
    expect(raised?.countries).to.deep.equal(["CN", "VN", "MX", "TH"]);
    expect(raised?.organisations).to.deep.equal([addressOf("sender"), addressOf("recipient"), organisation]);
  });

  it("are told of what governance moves, and of seizures and their end", () => {
    const ledger = onTheRoad();
    fails(ledger, "act");
    const [timedOut] = ledger.act("TimedOut", { consignment, digest: hashOf("act") });
    expect(timedOut?.countries).to.deep.equal(["CN", "VN", "TH"]);
    fails(ledger, "seizure");
    const lots = [{ lot: 7n, grams: 1n }];
    const moves = { how: "seized" as const, authority: customs, holder: addressOf("holder"), country: "MX", lots };
    const [seized] = ledger.statement({ digest: hashOf("seizure"), lotIds: ["lot"], moves });
    expect(seized?.subject).to.deep.equal({ type: "lot", id: hashOf("lot") });
    expect(seized?.countries).to.deep.equal(["MX"]);
    fails(ledger, "restored");
    const [restored] = ledger.act("SeizedRestored", {
      lot: "7",
      digest: hashOf("restored"),
      seizure: hashOf("seizure"),
    });
    expect(restored?.subject).to.deep.equal({ type: "lot", id: `0x${"7".padStart(64, "0")}` });
  });

  it("are told though the ledger is read on in between", () => {
    const first = onTheRoad();
    fails(first, "receipt");
    const second = new Ledger(movementRulesFailed, new Memory(JSON.parse(JSON.stringify(first.stored()))));
    second.statement({ digest: consignment, moves: sent({ route: ["VN"] }) });
    expect(arrives(second, "receipt")).to.deep.equal([found]);
  });
});
