import { expect } from "chai";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";
import { answeredLine } from "../answered-line.ts";

const hash = `0x${"a".repeat(64)}`;
const authority = `0x${"1".repeat(40)}`;
const holder = `0x${"2".repeat(40)}`;
const held = {
  ...{ statement: hash, lot: hash, country: "MX", ground: 3, authority, name: `Aduana${hostile["right to left"]}` },
  ...{ heldAt: 1_790_000_000, until: 1_795_000_000, endedAt: null, endedBy: null, challenge: null },
  consignment: null as string | null,
};
const consignment = `0x${"c".repeat(64)}`;

describe("ytterby holds", () => {
  const { asked, run: runAny } = answeredLine((address) => {
    const challenge = { state: "licence-required", answerBy: 1_791_000_000, answeredAt: 1_791_500_000, late: true };
    const ended = { endedAt: 1_792_000_000, endedBy: hash };
    const over = { ...held, holder, ...ended, challenge: { ...challenge, answer: hash } };
    const items = address.includes("country=CN")
      ? []
      : [{ ...held, holder: null }, over, { ...held, holder: null, consignment }];
    return { items, next: items.length === 0 ? null : "Y3Vyc29y" };
  });
  const run = (...args: string[]) => runAny("holds", ...args);

  it("says who holds whose goods, where, on what ground and until when, and what is over", async () => {
    const { out, status } = await run("--lot", hash, "--all");
    expect(status).to.equal(0);
    expect(asked.at(-1)).to.equal(`/v1/holds?lot=${hash}&inForce=0`);
    expect(out).to.match(/^2026-09-21 – 2026-11-18 {2}Aduana.* in MX, ground 3, everybody's$/m);
    expect(out).to.contain(`in MX, ground 3, those of ${holder}, over since 2026-10-14`);
    expect(out).to.contain("  challenge: licence required; due by 2026-10-03, answered 2026-10-08, late");
    expect(out).to.contain(`  hold ${hash}`).and.to.contain("more: --cursor Y3Vyc29y");
    expect(out).to.contain("ground 3, wherever the consignment arrives").and.to.contain(`  consignment ${consignment}`);
    for (const printed of out.split("\n")) expect(printed).to.match(visible);
  });

  it("asks for those in force, in a country or by an authority, in either language", async () => {
    const { out } = await runAny("--lang", "zh", "holds", "--authority", authority);
    expect(asked.at(-1)).to.match(new RegExp(`^/v1/holds\\?authority=${authority}&inForce=1$`, "i"));
    expect(out).to.contain("依据 3，全部持有人");
    expect((await run("--country", "CN")).out).to.contain("no holds");
    await run("--consignment", consignment);
    expect(asked.at(-1)).to.equal(`/v1/holds?consignment=${consignment}&inForce=1`);
  });
});
