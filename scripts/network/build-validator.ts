import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL("../../network", import.meta.url));
const usualCache = fileURLToPath(new URL("../../.toolchain/network", import.meta.url));
const reminderMs = 10_000;

/** The validator is built by Go, and Go is not here. */
export class GoMissing extends Error {
  override readonly name = "GoMissing";
  constructor() {
    super(
      "Go is not on the PATH. The local network is built from source by Go 1.26 or later: install it from https://go.dev/dl and try again.",
    );
  }
}

/** Version of the Go that is on the PATH; undefined if there is none. */
export async function goVersion(): Promise<string | undefined> {
  const child = spawn("go", ["version"], { stdio: ["ignore", "pipe", "ignore"] });
  const { status, output } = await outcome(child);
  return status === 0 ? /go version go(\S+)/.exec(output)?.[1] : undefined;
}

/**
 * Builds the validator unless these very sources were built before.
 * @param tell Told what is being done; a first build takes minutes.
 * @param cache Folder that built programs are kept in.
 * @returns Path of the program.
 * @throws GoMissing, or Error with the end of the compiler's output.
 */
export async function buildValidator(tell: (line: string) => void, cache = usualCache): Promise<string> {
  const folder = join(cache, fingerprint());
  const program = join(folder, "validator");
  if (existsSync(program)) return program;
  const version = await goVersion();
  if (version === undefined) throw new GoMissing();
  await mkdir(folder, { recursive: true });
  const draft = `${program}.${process.pid}`;
  const start = Date.now();
  const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
  tell(`Building the validator with Go ${version}; the first time takes some minutes …`);
  const reminder = setInterval(() => tell(`… still building (${seconds()})`), reminderMs);
  try {
    const args = ["build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", draft, "."];
    const { status, output } = await outcome(spawn("go", args, { cwd: sources, stdio: ["ignore", "pipe", "pipe"] }));
    if (status !== 0)
      throw new Error(`The validator could not be built:\n${output.trimEnd().split("\n").slice(-20).join("\n")}`);
    // Two builders at once make the same program; the last one's stays.
    await rename(draft, program);
    tell(`The validator is built (${seconds()}).`);
  } finally {
    clearInterval(reminder);
    await rm(draft, { force: true });
  }
  await forgetOthers(cache, folder);
  return program;
}

// Earlier sources' programs, of 50 MB each.
async function forgetOthers(cache: string, kept: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    if (folder !== kept) await rm(folder, { recursive: true, force: true });
  }
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const path of globSync("**/*.{go,mod,sum}", { cwd: sources }).sort()) {
    if (!path.endsWith("_test.go"))
      hash
        .update(path)
        .update("\0")
        .update(readFileSync(join(sources, path)))
        .update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

/** Runs a command to its end. One that cannot be run at all has the status undefined. */
async function outcome(child: ChildProcess): Promise<{ status: number | null | undefined; output: string }> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += String(chunk)));
  try {
    const [status] = (await once(child, "close")) as [number | null];
    return { status, output };
  } catch {
    return { status: undefined, output };
  }
}
