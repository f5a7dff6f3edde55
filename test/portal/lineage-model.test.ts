import { expect } from "chai";
import type { Lineage } from "../../src/client/answers.ts";
import { atOnce, firstOpened, indexed, shown, toggled, withMore } from "../../src/portal/certificate/lineage-model.ts";

type Lot = Lineage["lots"][number];

/** A lot that was made of others, in so many steps. @param made Numbers of lots, by the step and by what came out of it. */
function lineageOf(root: string, made: Record<string, { from: string[]; to: string[] }>): Lineage {
  const stepOf = (lot: string) => Object.keys(made).find((step) => made[step]?.to.includes(lot)) ?? null;
  const ids = new Set([root, ...Object.values(made).flatMap(({ from, to }) => [...from, ...to])]);
  return {
    lot: root,
    lots: [...ids].map((id) => ({ id, madeBy: stepOf(id) }) as Lot),
    steps: Object.entries(made).map(([digest, { to }]) => ({ digest, outputs: to }) as Lineage["steps"][number]),
    edges: Object.entries(made).flatMap(([step, { from }]) =>
      from.map((lot, index) => ({ lot, step, grams: 1_000 - index }) as Lineage["edges"][number]),
    ),
    mergedAt: [],
    origin: [],
    alerts: [],
    isWhole: true,
  };
}

const many = (count: number, of: string) => Array.from({ length: count }, (_, index) => `${of}${index}`);
/** A thousand lots: 980 from the ground, made into 20, made into one. */
const thousand = lineageOf("whole", {
  last: { from: many(20, "part"), to: ["whole"] },
  ...Object.fromEntries(
    many(20, "part").map((part, index) => [`step${index}`, { from: many(49, `root${index}-`), to: [part] }]),
  ),
});
const ids = ({ boxes }: ReturnType<typeof shown>) => boxes.map(({ id }) => id);

describe("what is shown of a lineage", () => {
  it("is all of it where it is short, a lot that went into two steps once", () => {
    const walked = indexed(
      lineageOf("c", { second: { from: ["b", "a"], to: ["c"] }, first: { from: ["a"], to: ["b"] } }),
    );
    const { boxes, arrows } = shown(walked, firstOpened(walked));
    expect(boxes.map(({ id }) => id)).to.have.members(["a", "b", "c", "first", "second"]);
    expect(arrows).to.have.length(5);
  });

  it("is the last step and a dozen of what went into it, of a thousand lots", () => {
    const walked = indexed(thousand);
    const first = shown(walked, firstOpened(walked));
    expect(first.boxes.filter(({ is }) => is === "lot")).to.have.length(1 + atOnce);
    expect(first.boxes.find(({ is }) => is === "rest")).to.include({ step: "last", hidden: 8 });
    // The lots with the most grams come first.
    expect(ids(first)).to.include("part0").and.not.include("part19");
  });

  it("grows by what is opened, and shrinks again", () => {
    const walked = indexed(thousand);
    const first = firstOpened(walked);
    const opened = toggled(first, "step3");
    expect(ids(shown(walked, opened)))
      .to.include("root3-0")
      .and.include("step3/rest");
    expect(ids(shown(walked, toggled(opened, "step3")))).to.have.members(ids(shown(walked, first)));
    const whole = withMore(withMore(opened, "step3"), "step3");
    expect(ids(shown(walked, whole)))
      .to.include("root3-48")
      .and.not.include("step3/rest");
    expect(ids(shown(walked, toggled(first, "last")))).to.deep.equal(["whole", "last"]);
  });
});
