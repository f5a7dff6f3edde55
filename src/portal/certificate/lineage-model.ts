import type { Lineage } from "../../client/answers.ts";

export type LineageLot = Lineage["lots"][number];
export type LineageStep = Lineage["steps"][number];

/** A box of the graph: a lot, the step that made lots, or how many lots of a step are not shown. */
export type Box =
  | { is: "lot"; id: string; lot: LineageLot }
  | { is: "step"; id: string; step: LineageStep; inputs: number; grams: number; isOpen: boolean }
  | { is: "rest"; id: string; step: string; hidden: number };

/** What is shown of a lineage: boxes, and what went into what. */
export interface Shown {
  boxes: Box[];
  arrows: { from: string; to: string }[];
}

/** How many lots are shown of what went into a step, by the step's digest. Nothing is shown of a step that is not named. */
export type Opened = ReadonlyMap<string, number>;

/** As many lots of a step are shown at once. */
export const atOnce = 12;
/** A lineage is shown whole where it has no more boxes than this. */
const fewBoxes = 16;

/** A lineage that can be walked through from the lot back to the ground. */
export interface Indexed {
  root: string;
  lots: ReadonlyMap<string, LineageLot>;
  steps: ReadonlyMap<string, LineageStep>;
  /** What went into each step, the most grams first. */
  inputs: ReadonlyMap<string, readonly { lot: string; grams: number }[]>;
}

/** Puts a lineage in order once, however often what is shown of it changes. */
export function indexed({ lot, lots, steps, edges }: Lineage): Indexed {
  const inputs = Map.groupBy(edges, ({ step }) => step);
  for (const each of inputs.values()) each.sort((a, b) => b.grams - a.grams);
  return {
    root: lot,
    lots: new Map(lots.map((each) => [each.id, each])),
    steps: new Map(steps.map((each) => [each.digest, each])),
    inputs,
  };
}

/** What is open before a reader opens anything: the step that made the lot, and those behind it while there is room. */
export function firstOpened(lineage: Indexed): Opened {
  let opened: Opened = new Map();
  const made = lineage.lots.get(lineage.root)?.madeBy ?? null;
  for (const queue = made === null ? [] : [made]; queue.length > 0; ) {
    const step = queue.shift() ?? "";
    const wider = new Map([...opened, [step, atOnce]]);
    const { boxes } = shown(lineage, wider);
    if (opened.size > 0 && boxes.length > fewBoxes) break;
    opened = wider;
    for (const box of boxes)
      if (box.is === "step" && !opened.has(box.id) && !queue.includes(box.id)) queue.push(box.id);
  }
  return opened;
}

/** What there is to see: the lot, the step that made it, and as much of what went into it as was opened. */
export function shown({ root, lots, steps, inputs }: Indexed, opened: Opened): Shown {
  const boxes = new Map<string, Box>();
  const arrows: Shown["arrows"] = [];
  for (const queue = [root]; queue.length > 0; ) {
    const lot = lots.get(queue.pop() ?? "");
    if (lot === undefined || boxes.has(lot.id)) continue;
    boxes.set(lot.id, { is: "lot", id: lot.id, lot });
    const step = steps.get(lot.madeBy ?? "");
    if (step === undefined) continue;
    arrows.push({ from: step.digest, to: lot.id });
    if (boxes.has(step.digest)) continue;
    const own = inputs.get(step.digest) ?? [];
    const count = opened.get(step.digest) ?? 0;
    const grams = own.reduce((sum, each) => sum + each.grams, 0);
    boxes.set(step.digest, { is: "step", id: step.digest, step, inputs: own.length, grams, isOpen: count > 0 });
    for (const each of own.slice(0, count)) {
      arrows.push({ from: each.lot, to: step.digest });
      queue.push(each.lot);
    }
    if (count > 0 && own.length > count) {
      const id = `${step.digest}/rest`;
      boxes.set(id, { is: "rest", id, step: step.digest, hidden: own.length - count });
      arrows.push({ from: id, to: step.digest });
    }
  }
  return { boxes: [...boxes.values()], arrows };
}

/** Opens a step, or closes it. */
export function toggled(opened: Opened, step: string): Opened {
  if (!opened.has(step)) return new Map([...opened, [step, atOnce]]);
  return new Map([...opened].filter(([each]) => each !== step));
}

/** Shows more of what went into a step. */
export function withMore(opened: Opened, step: string): Opened {
  return new Map([...opened, [step, (opened.get(step) ?? 0) + 2 * atOnce]]);
}
