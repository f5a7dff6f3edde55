import type { Refusal } from "./refusals.ts";
import type { Story } from "./story.ts";
import type { World } from "./world.ts";

/** What attempts at fraud are aimed at, in the order in which they are told. */
export const groups = ["mass", "carbon", "examination", "custody", "papers"] as const;
export type Group = (typeof groups)[number];

/** An attempt at fraud: what is tried, and by what name it has to come to nothing. */
export interface Refused {
  group: Group;
  title: string;
  refusedAs: string;
  try(world: World, story: Story): Promise<unknown>;
}

/** One that the ledger takes in, since it cannot know better, and makes good. */
interface MadeGood {
  group: Group;
  title: string;
  /** How, in words. */
  madeGoodAs: string;
  /** Whether it was made good. */
  try(world: World, story: Story): Promise<boolean>;
}

export type Attempt = Refused | MadeGood;

/** What became of an attempt. */
export interface Outcome {
  group: Group;
  title: string;
  /** Undefined where nobody refused. */
  refusal: Refusal | undefined;
  /** How it was made good; undefined where it was not, or was refused. */
  madeGood: string | undefined;
  asExpected: boolean;
}
