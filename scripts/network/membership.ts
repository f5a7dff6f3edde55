import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ask, blockOf, until, validatorsOf } from "./ask.ts";
import { createNewcomer, type Home, readHomes } from "./homes.ts";
import { runningPid } from "./validator-process.ts";

const deadlineMs = 120_000;

/** The process that runs the validators, asked to compare the homes on disk with what runs. */
export type Reconcile = () => Promise<void> | void;

/**
 * Adds a validator: it is started as a node, catches up, and is voted in by all validators that run.
 * @returns its home.
 * @throws Error if it is not in the set within two minutes; it stays a node that follows then.
 */
export async function addValidator(program: string, folder: string, reconcile: Reconcile): Promise<Home> {
  const voters = await running(folder);
  const newcomer = await createNewcomer(program, folder);
  await reconcile();
  await until("the newcomer to have the others' blocks", deadlineMs, async () => {
    const [own, others] = await Promise.all([blockOf(newcomer), Promise.all(voters.map(blockOf))]);
    return own !== undefined && own > 0n && others.some((block) => block !== undefined && own + 2n >= block);
  });
  await vote(voters, newcomer, true);
  return newcomer;
}

/**
 * Removes a validator: it is voted out, ended, and its home moved into the folder `left`.
 * @throws Error if it is the last, or not out of the set within two minutes.
 */
export async function removeValidator(folder: string, index: number | undefined, reconcile: Reconcile): Promise<Home> {
  const voters = await running(folder);
  const leaver = (await readHomes(folder)).findLast((home) => index === undefined || home.index === index);
  if (leaver === undefined) throw new Error(`There is no validator ${index} in ${folder}.`);
  if (voters.every((home) => home.index === leaver.index)) throw new Error("The last validator that runs has to stay.");
  await vote(voters, leaver, false);
  const left = join(folder, "left");
  await mkdir(left, { recursive: true });
  // The home's name goes first, so that whoever runs the validators ends this one; then the home.
  await rename(join(leaver.folder, "home.json"), join(leaver.folder, "home.left.json"));
  await reconcile();
  await until(`validator ${leaver.index} to end`, deadlineMs, async () => runningPid(leaver) === undefined);
  await rename(leaver.folder, join(left, `validator${leaver.index}-${leaver.address}`));
  return leaver;
}

async function running(folder: string): Promise<Home[]> {
  const homes = await readHomes(folder);
  const answers = await Promise.all(homes.map(blockOf));
  const found = homes.filter((_, i) => answers[i] !== undefined);
  if (found.length === 0) throw new Error(`No validator of ${folder} answers; start the network first.`);
  return found;
}

/** Every voter wishes the same, until the set of the next block is as they wish. A validator does not vote on itself. */
async function vote(voters: readonly Home[], on: Home, join: boolean): Promise<void> {
  const casting = voters.filter(({ index }) => index !== on.index);
  const [witness] = casting;
  if (witness === undefined) return;
  try {
    for (const { folder } of casting) await writeBallots(folder, [{ key: on.key, join }]);
    const wish = `validator ${on.index} to be voted ${join ? "in" : "out"}`;
    await until(wish, deadlineMs, async () => (await validatorsOf(witness)).includes(on.address) === join);
    // The set of the next block is known before that block is: only from then on does nobody count on the old one.
    const known = await blockOf(witness);
    await until("the next block", deadlineMs, async () => ((await blockOf(witness)) ?? 0n) > (known ?? 0n));
  } finally {
    for (const { folder } of casting) await rm(ballotsOf(folder), { force: true });
  }
}

function ballotsOf(folder: string): string {
  return join(folder, "ballots.json");
}

async function writeBallots(folder: string, ballots: readonly { key: string; join: boolean }[]): Promise<void> {
  const draft = `${ballotsOf(folder)}.tmp`;
  await writeFile(draft, JSON.stringify(ballots));
  await rename(draft, ballotsOf(folder));
}

/** What a validator says of itself and the set; for the status. */
export async function standing(home: Home): Promise<string> {
  const block = await blockOf(home);
  if (block === undefined) return "down";
  const [validators, peers] = await Promise.all([validatorsOf(home), ask(home, "net_peerCount", [])]);
  const role = validators.includes(home.address) ? "validator" : "node only";
  return `${role}, block ${block}, ${Number(peers)} peers`;
}
