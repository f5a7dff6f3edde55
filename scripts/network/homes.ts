import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const port = z.int().min(1).max(65_535);

/** What network/internal/home writes for each validator. */
const homeSchema = z.object({
  index: z.int().min(0),
  address: z.string().regex(/^0x[0-9a-f]{40}$/),
  key: z.string().regex(/^0x[0-9a-f]{66}$/),
  rpcPort: port,
  votePort: port,
  poolPort: port,
});

/** A validator's home on disk. */
export interface Home extends z.infer<typeof homeSchema> {
  readonly folder: string;
}

/** Where a validator answers. */
export function rpcUrlOf({ rpcPort }: Home): string {
  return `http://127.0.0.1:${rpcPort}`;
}

/** Whether there is a whole network in a folder. */
export function hasNetwork(folder: string): boolean {
  return existsSync(join(folder, "genesis.json"));
}

/** The homes of a network, by index. */
export async function readHomes(folder: string): Promise<Home[]> {
  const homes: Home[] = [];
  for (const name of await readdir(folder)) {
    const home = join(folder, name);
    const text = await readFile(join(home, "home.json"), "utf8").catch(() => undefined);
    if (/^validator\d+$/.test(name) && text !== undefined)
      homes.push({ ...homeSchema.parse(JSON.parse(text)), folder: home });
  }
  return homes.sort((a, b) => a.index - b.index);
}

export interface Creation {
  validators: number;
  basePort: number;
  chainId: number;
}

/** Makes a network's genesis and homes. @throws Error if there is one. */
export async function createHomes(program: string, folder: string, creation: Creation): Promise<Home[]> {
  const { validators, basePort, chainId } = creation;
  const sizes = ["-validators", validators, "-port", basePort, "-chain", chainId].map(String);
  await promisify(execFile)(program, ["init", ...sizes, folder]);
  return readHomes(folder);
}

/** Makes one more home, which is no validator yet. @returns it. */
export async function createNewcomer(program: string, folder: string): Promise<Home> {
  await promisify(execFile)(program, ["join", folder]);
  const home = (await readHomes(folder)).at(-1);
  if (home === undefined) throw new Error(`There is no validator in ${folder}.`);
  return home;
}
