import { expect } from "chai";
import { impossibleTravel } from "../../../src/alerts/rules/impossible-travel.ts";
import { outflowAboveInflow } from "../../../src/alerts/rules/outflow-above-inflow.ts";
import { sealBroken } from "../../../src/alerts/rules/seal-broken.ts";
import { weightLost } from "../../../src/alerts/rules/weight-lost.ts";
import { addressOf, declared, hashOf, Ledger, received, sent, start } from "../event-of.ts";

const digest = hashOf("consignment");

describe("a broken seal", () => {
  it("raises an alert about the consignment, open to both countries", () => {
    const ledger = new Ledger(sealBroken);
    expect(ledger.statement({ digest, moves: sent() })).to.deep.equal([]);
    const [alert, ...others] = ledger.statement({ moves: received({ sealIntact: false }) });
    expect(others).to.deep.equal([]);
    expect(alert).to.deep.include({
      cause: digest,
      countries: ["CN", "TH"],
      subject: { type: "consignment", id: digest },
    });
    expect(sealBroken.words(alert?.evidence as never).en).to.equal("The recipient found seal S-1 broken.");
  });

  it("raises none where the seal is whole, or there was none", () => {
    const ledger = new Ledger(sealBroken);
    ledger.statement({ digest, moves: sent() });
    expect(ledger.statement({ moves: received() })).to.deep.equal([]);
    const bare = new Ledger(sealBroken);
    bare.statement({ digest, moves: sent({ seal: null }) });
    expect(bare.statement({ moves: received({ sealIntact: false }) })).to.deep.equal([]);
  });
});

describe("weight lost in transit", () => {
  const arrives = (sentGrams: bigint, receivedGrams: bigint) => {
    const ledger = new Ledger(weightLost);
    ledger.statement({ digest, moves: sent({ lots: [{ lot: 1n, grams: sentGrams }] }) });
    return ledger.statement({ moves: received({ gramsByLine: [receivedGrams], shortageReason: 3 }) });
  };

  it("raises an alert from more than a thousandth on, and a kilogram", () => {
    const [alert] = arrives(10_000_000n, 9_989_999n);
    expect(alert?.evidence).to.include({ sentGrams: "10000000", receivedGrams: "9989999", reason: 3 });
    expect(weightLost.words(alert?.evidence as never).en).to.equal(
      "Of 10 t sent, 10.001 kg did not arrive (reason code 3).",
    );
  });

  it("raises none for a thousandth, or below a kilogram", () => {
    expect(arrives(10_000_000n, 9_990_000n)).to.deep.equal([]);
    expect(arrives(2_000n, 1_001n)).to.deep.equal([]);
    expect(arrives(2_000n, 1_000n)).to.have.length(1);
  });
});

describe("certified outflow above certified inflow", () => {
  const holder = addressOf("miner");

  it("raises one alert, however often more leaves", () => {
    const ledger = new Ledger(outflowAboveInflow);
    ledger.statement({ declares: [declared("L-1")] });
    ledger.statement({ does: { what: "issued", scheme: 1 }, lotIds: ["L-1"] });
    expect(ledger.statement({ moves: sent({ holder }) })).to.deep.equal([]);
    const more = [0, 1].map(() => ledger.statement({ moves: sent({ holder, lots: [{ lot: 1n, grams: 1n }] }) }));
    expect(more.map(([alert]) => alert?.cause)).to.deep.equal([holder, holder]);
    expect(more[0]?.[0]?.evidence).to.deep.include({ inGrams: "1000000", outGrams: "1000001" });
  });

  it("counts the grams of a lot that is certified again only once", () => {
    const ledger = new Ledger(outflowAboveInflow);
    ledger.statement({ declares: [declared("L-1")] });
    for (const _ of [0, 1]) ledger.statement({ does: { what: "issued", scheme: 1 }, lotIds: ["L-1"] });
    const [alert] = ledger.statement({ moves: sent({ holder, lots: [{ lot: 1n, grams: 1_000_001n }] }) });
    expect(alert?.evidence).to.deep.include({ inGrams: "1000000", outGrams: "1000001" });
  });

  it("raises none where what was sent came back, was shared out or handed over", () => {
    const ledger = new Ledger(outflowAboveInflow);
    ledger.statement({ declares: [declared("L-1")] });
    ledger.statement({ does: { what: "issued", scheme: 1 }, lotIds: ["L-1"] });
    ledger.statement({ digest, moves: sent({ holder }) });
    ledger.statement({ moves: { how: "returned", consignment: digest, holder, gramsByLine: [1_000_000n] } });
    const second = hashOf("second");
    expect(ledger.statement({ digest: second, moves: sent({ holder }) })).to.deep.equal([]);
    const shares = [{ recipientGrams: 400_000n, senderGrams: 500_000n }];
    ledger.statement({ moves: { how: "shared", consignment: second, shares } });
    const handed = { how: "handed", holder, recipient: addressOf("recipient"), country: "CN" } as const;
    expect(ledger.statement({ moves: { ...handed, lots: [{ lot: 1n, grams: 500_000n }] } })).to.deep.equal([]);
    const on = { ...handed, holder: addressOf("recipient"), recipient: holder };
    expect(ledger.statement({ moves: { ...on, lots: [{ lot: 1n, grams: 900_000n }] } })).to.deep.equal([]);
    expect(ledger.statement({ moves: { ...on, lots: [{ lot: 1n, grams: 1n }] } })).to.have.length(1);
  });
});

describe("an impossible travel time", () => {
  const travels = (hours: number, toCountry = "MX") => {
    const ledger = new Ledger(impossibleTravel);
    ledger.statement({ digest, moves: sent({ toCountry }) });
    return ledger.statement({ moves: received({ occurredAt: start + Math.round(hours * 3_600) }) });
  };

  it("raises an alert where nothing is that fast, or where goods arrive before they leave", () => {
    const [alert] = travels(6);
    expect(alert).to.deep.include({ cause: digest, countries: ["CN", "MX"] });
    expect(impossibleTravel.words(alert?.evidence as never).en).to.match(/at least \d{4,5} km away, 6\.0 h after/);
    expect(travels(-0.1, "TH")).to.have.length(1);
    expect(travels(-0.1, "CN")).to.have.length(1);
  });

  it("raises one where a plane would get there, and not be loaded and unloaded too", () => {
    const kilometres = Number(travels(6)[0]?.evidence.kilometres);
    expect(travels(kilometres / 1_000 + 3.9)).to.have.length(1);
    expect(travels(kilometres / 1_000 + 4.1)).to.deep.equal([]);
  });

  it("raises one on a short way where a lorry is not that fast, and none where it is", () => {
    const kilometres = Number(travels(0, "JP")[0]?.evidence.kilometres);
    expect(kilometres).to.be.within(1, 400);
    expect(travels(kilometres / 100 - 0.1, "JP")).to.have.length(1);
    expect(travels(kilometres / 100 + 0.1, "JP")).to.deep.equal([]);
  });

  it("raises none for neighbours, nor where the map has no such country", () => {
    expect(travels(0.5, "VN")).to.deep.equal([]);
    expect(travels(0.5, "SG")).to.deep.equal([]);
  });
});
