import { expect } from "chai";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";
import { answeredLine } from "../answered-line.ts";

const hash = (digit: string) => `0x${digit.repeat(64)}`;
const [id, lot, change, hold, permit] = ["a", "b", "c", "d", "e"].map(hash) as [string, string, string, string, string];
const [sender, recipient, carrier] = ["1", "2", "3"].map((digit) => `0x${digit.repeat(40)}`);
const shown = {
  ...{ id, status: "on-the-road", fromCountry: "CN", toCountry: "NL", dispatchedAt: 1_790_000_000, closedAt: null },
  ...{ sealIntact: null, lots: 2 },
};
const told = {
  ...{ ...shown, sender, recipient, carrier, seal: `S-1${hostile["right to left"]}`, route: ["KZ", "SG"] },
  ...{ closure: null, shortageReason: null, dispatch: { route: ["KZ"] } },
  routeChanges: [
    {
      ...{ statement: change, organisation: carrier, route: ["KZ", "SG"], reason: 4 },
      ...{ occurredAt: 1_790_100_000, statedAt: 1_790_100_100 },
      unpermitted: [{ country: "SG", rule: "SG 1/2026", lots: [lot] }],
    },
  ],
  lines: [
    { lot, sentGrams: 400_000, receivedGrams: null, returnedGrams: 0 },
    { lot: hash("f"), sentGrams: 1_000, receivedGrams: 999, returnedGrams: 0 },
  ],
};
const permits = [{ permit, number: 3, country: "CN", takenGrams: 401_000, givenBackGrams: 1_000 }];
const held = {
  ...{ statement: hold, consignment: id, holder: null, country: "NL", ground: 3, authority: sender, name: "Douane" },
  ...{ heldAt: 1_790_000_000, until: 1_795_000_000, endedAt: null, endedBy: null, documents: [], challenge: null },
};

describe("ytterby consignments", () => {
  const { asked, run: runAny } = answeredLine((address) => {
    if (address.startsWith("/v1/holds")) {
      return address.includes("cursor")
        ? { items: [{ ...held, lot: hash("f") }], next: null }
        : { items: [{ ...held, lot }], next: "Y3Vyc29y" };
    }
    if (address.startsWith(`/v1/consignments/${id}`)) return { ...told, permits };
    if (address.startsWith("/v1/consignments/")) return shown;
    if (address.includes("country=NO")) return { items: [], next: null };
    return { items: [told, { ...shown, lots: 1, status: "disputed" }], next: "Y3Vyc29y" };
  });
  const run = (...args: string[]) => runAny("consignments", ...args);

  it("lists those that wait for somebody, with as much of their way as is told", async () => {
    const { out, status } = await run();
    expect(status).to.equal(0);
    expect(asked.at(-1)).to.equal("/v1/consignments?open=1");
    expect(out).to.match(/^2026-09-21 {2}CN → KZ → SG → NL, 2 lots, seal S-1.*: on the road$/m);
    expect(out).to.contain("CN → … → NL, 1 lot: disputed").and.to.contain(`  consignment ${id}`);
    expect(out).to.contain("more: --cursor Y3Vyc29y");
    for (const printed of out.split("\n")) expect(printed).to.match(visible);
  });

  it("asks for those of a party, a country or a status, and for all of them, in either language", async () => {
    await run("--party", sender ?? "", "--all");
    expect(asked.at(-1)).to.equal(`/v1/consignments?party=${sender}`);
    const { out } = await runAny("--lang", "zh", "consignments", "--country", "NL", "--status", "received");
    expect(asked.at(-1)).to.equal("/v1/consignments?country=NL&status=received");
    expect(out).to.contain("1 个批次：有争议");
    expect((await run("--country", "NO")).out).to.contain("no consignments");
  });

  it("shows one: its way as dispatched and as changed, what no permit covers, what holds it, and its permits", async () => {
    const { out } = await run(id);
    expect(out).to.contain("  dispatched by CN → KZ → NL");
    expect(out).to.contain(`  changed on 2026-09-22 to CN → KZ → SG → NL by ${carrier}, reason 4`);
    expect(out).to.contain(`    no permit covers it in SG (SG 1/2026): ${lot}`);
    expect(out).to.contain(`  lot ${lot}: 400 kg sent\n`).and.to.contain("1 kg sent, 999 g received");
    expect(out).to.contain(`  permit no. 3 of CN: 401 kg taken, 1 kg given back (${permit})`);
    // Both lots are held by the one hold, which two pages tell.
    expect(out).to.contain(`  held by Douane of NL until 2026-11-18, ground 3, 2 lots (${hold})`);
    const inChinese = (await runAny("--lang", "zh", "consignments", id)).out;
    for (const words of ["发运路线", "在 SG 没有许可涵盖", "取用 401 kg", "由 NL 的 Douane 扣留至"]) {
      expect(inChinese).to.contain(words);
    }
    const { lines, holds } = JSON.parse((await runAny("--json", "consignments", id)).out) as Record<string, unknown[]>;
    expect([lines?.length, holds?.length]).to.deep.equal([2, 1]);
  });

  it("shows of one that does not concern the reader what everybody sees", async () => {
    const { out, status } = await run(hash("9"));
    expect(status).to.equal(0);
    expect(out).to.contain("CN → … → NL, 2 lots: on the road").and.to.not.contain("undefined");
  });

  it("refuses before it asks what is neither one nor a list", async () => {
    const before = asked.length;
    for (const [args, said] of [
      [[id, "--all"], "Give an id, or options of the list."],
      [[id, "--country", "NL"], "Give an id, or options of the list."],
      [["0x12"], "64 hexadecimal digits"],
      [["--status", "gone"], "Expected one of: on-the-road, received"],
    ] as const) {
      const { err, status } = await run(...args);
      expect(status, said).to.equal(64);
      expect(err).to.contain(said);
    }
    expect(asked).to.have.length(before);
  });
});
