import { expect } from "chai";
import fc from "fast-check";
import { followCustody, type Movement } from "../../src/domain/custody.ts";

const certify: Movement = { type: "certified", holder: "A", grams: 1_000n, country: "CN" };
const dispatch: Movement = {
  type: "sent",
  consignment: "0x1",
  holder: "A",
  recipient: "B",
  grams: 600n,
  fromCountry: "CN",
  toCountry: "DE",
  at: 7,
};
const receive: Movement = { type: "received", consignment: "0x1", recipient: "B", grams: 590n };
const handOver: Movement = { type: "handed", holder: "B", recipient: "C", grams: 590n, country: "DE" };
const seize: Movement = {
  ...{ type: "seized", seizure: "0x9", authority: "Z", holder: "A", grams: 700n, country: "CN" },
};
const restore: Movement = { type: "restored", seizure: "0x9" };

describe("custody", () => {
  it("follows grams from the certificate over the road and from hand to hand", () => {
    expect(followCustody([certify, dispatch])).to.deep.equal({
      certifiedGrams: 1_000n,
      inHand: [{ holder: "A", grams: 400n, country: "CN" }],
      onTheRoad: [
        {
          consignment: "0x1",
          sender: "A",
          recipient: "B",
          grams: 600n,
          fromCountry: "CN",
          toCountry: "DE",
          dispatchedAt: 7,
        },
      ],
      seized: [],
      missing: [],
      lostGrams: 0n,
      retiredGrams: 0n,
      consumedGrams: 0n,
      impossible: null,
    });
    expect(followCustody([certify, dispatch, receive, handOver])).to.deep.equal({
      certifiedGrams: 1_000n,
      inHand: [
        { holder: "A", grams: 400n, country: "CN" },
        { holder: "C", grams: 590n, country: "DE" },
      ],
      onTheRoad: [],
      seized: [],
      missing: [{ consignment: "0x1", sender: "A", recipient: "B", grams: 10n, fromCountry: "CN", toCountry: "DE" }],
      lostGrams: 0n,
      retiredGrams: 0n,
      consumedGrams: 0n,
      impossible: null,
    });
  });

  it("follows grams that come back, are lost or are retired", () => {
    const back: Movement = { type: "returned", consignment: "0x1", holder: "A", grams: 599n };
    const retire: Movement = { type: "retired", holder: "A", grams: 9n, country: "CN" };
    expect(followCustody([certify, dispatch, back, retire])).to.deep.equal({
      certifiedGrams: 1_000n,
      inHand: [{ holder: "A", grams: 990n, country: "CN" }],
      onTheRoad: [],
      seized: [],
      missing: [],
      lostGrams: 1n,
      retiredGrams: 9n,
      consumedGrams: 0n,
      impossible: null,
    });
    const consume: Movement = { type: "consumed", holder: "A", grams: 1_000n, country: "CN" };
    expect(followCustody([certify, consume])).to.deep.include({ inHand: [], consumedGrams: 1_000n, impossible: null });
    expect(followCustody([certify, retire, consume])).to.deep.include({ consumedGrams: 0n, impossible: 2 });
    const loss: Movement = { type: "lost", consignment: "0x1", by: "A" };
    const lost = followCustody([certify, dispatch, loss]);
    expect(lost).to.deep.include({ lostGrams: 600n, onTheRoad: [], impossible: null });
    const byCarrier = followCustody([certify, dispatch, { ...loss, by: "C" }, receive]);
    expect(byCarrier).to.deep.include({ lostGrams: 0n, onTheRoad: [], impossible: null });
  });

  it("follows what is shared out of a shortage to both sides, and what is lost of it", () => {
    const settle: Movement = { type: "shared", consignment: "0x1", recipientGrams: 6n, senderGrams: 3n };
    expect(followCustody([certify, dispatch, receive, settle])).to.deep.include({
      inHand: [
        { holder: "A", grams: 403n, country: "CN" },
        { holder: "B", grams: 596n, country: "DE" },
      ],
      missing: [],
      lostGrams: 1n,
      impossible: null,
    });
    const whole = { ...receive, grams: 600n };
    const nothing = { ...settle, recipientGrams: 0n, senderGrams: 0n };
    expect(followCustody([certify, dispatch, whole, nothing]).impossible).to.equal(null);
    expect(followCustody([certify, dispatch, whole, settle]).impossible).to.equal(3);
    expect(followCustody([certify, dispatch, receive, { ...settle, senderGrams: 5n }]).impossible).to.equal(3);
    expect(followCustody([certify, dispatch, receive, settle, settle]).impossible).to.equal(4);
  });

  it("follows grams that are seized, and given back to whom they were taken from", () => {
    expect(followCustody([certify, seize])).to.deep.include({
      inHand: [{ holder: "A", grams: 300n, country: "CN" }],
      seized: [{ seizure: "0x9", authority: "Z", holder: "A", grams: 700n, country: "CN" }],
      impossible: null,
    });
    expect(followCustody([certify, seize, dispatch]).impossible).to.equal(2);
    expect(followCustody([certify, seize, restore])).to.deep.include({
      ...{ inHand: [{ holder: "A", grams: 1_000n, country: "CN" }], seized: [], impossible: null },
    });
  });

  it("names the first movement that cannot have happened", () => {
    const cases: [string, Movement[], number][] = [
      ["dispatch before the certificate", [dispatch], 0],
      ["a second certificate", [certify, certify], 1],
      ["more than held", [certify, { ...dispatch, grams: 1_001n }], 1],
      ["the same consignment twice", [certify, dispatch, { ...dispatch, grams: 1n }], 2],
      ["a receipt of nothing sent", [certify, receive], 1],
      ["a receipt twice", [certify, dispatch, receive, receive], 3],
      ["more received than sent", [certify, dispatch, { ...receive, grams: 601n }], 2],
      ["received by another", [certify, dispatch, { ...receive, recipient: "C" }], 2],
      ["returned to another", [certify, dispatch, { type: "returned", consignment: "0x1", holder: "B", grams: 1n }], 2],
      [
        "returned more than sent",
        [certify, dispatch, { type: "returned", consignment: "0x1", holder: "A", grams: 601n }],
        2,
      ],
      ["lost without being sent", [certify, { type: "lost", consignment: "0x1", by: "A" }], 1],
      ["retired by one who holds nothing", [certify, { type: "retired", holder: "B", grams: 1n, country: "CN" }], 1],
      ["handed over by one who holds nothing", [certify, handOver], 1],
      ["sent from where nothing is", [certify, { ...dispatch, fromCountry: "DE" }], 1],
      ["seized from one who holds less", [certify, { ...seize, grams: 1_001n }], 1],
      ["seized where nothing is", [certify, { ...seize, country: "DE" }], 1],
      ["given back without being seized", [certify, restore], 1],
      ["given back twice", [certify, seize, restore, restore], 3],
      ["retired where nothing is", [certify, { type: "retired", holder: "A", grams: 1n, country: "DE" }], 1],
    ];
    for (const [name, movements, index] of cases) expect(followCustody(movements).impossible, name).to.equal(index);
  });

  it("never makes nor loses a gram, whatever happens", () => {
    const party = fc.constantFrom("A", "B", "C");
    const grams = fc.bigInt({ min: 0n, max: 700n });
    const country = fc.constantFrom("CN", "DE");
    const consignment = fc.constantFrom("0x1", "0x2", "0x3");
    const movement: fc.Arbitrary<Movement> = fc.oneof(
      fc.record({
        type: fc.constant("sent" as const),
        consignment,
        holder: party,
        recipient: party,
        grams,
        fromCountry: fc.constant("CN"),
        toCountry: fc.constant("DE"),
        at: fc.constant(1),
      }),
      fc.record({ type: fc.constant("received" as const), consignment, recipient: party, grams }),
      fc.record({ type: fc.constant("returned" as const), consignment, holder: party, grams }),
      fc.record({ type: fc.constant("lost" as const), consignment, by: party }),
      fc.record({
        type: fc.constant("shared" as const),
        consignment,
        recipientGrams: grams,
        senderGrams: fc.constantFrom(0n, 1n),
      }),
      fc.record({ type: fc.constant("retired" as const), holder: party, grams, country }),
      fc.record({ type: fc.constant("handed" as const), holder: party, recipient: party, grams, country }),
      fc.record({
        type: fc.constant("seized" as const),
        seizure: consignment,
        authority: party,
        holder: party,
        grams,
        country,
      }),
      fc.record({ type: fc.constant("restored" as const), seizure: consignment }),
    );
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 30 }), (movements) => {
        const account = followCustody([certify, ...movements]);
        const total = [...account.inHand, ...account.onTheRoad, ...account.seized, ...account.missing].reduce(
          (sum, part) => sum + part.grams,
          0n,
        );
        expect(total + account.lostGrams + account.retiredGrams).to.equal(1_000n);
        expect(account.inHand.every((hand) => hand.grams > 0n)).to.equal(true);
      }),
    );
  });
});
