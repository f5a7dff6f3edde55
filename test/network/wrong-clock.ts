import { execFile } from "node:child_process";
import { chmod, cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const sources = fileURLToPath(new URL("../../network", import.meta.url));

const module = "github.com/cometbft/cometbft";
const rightNow = "return Canonical(time.Now())";
const importing = 'import (\n\t"sort"';
const wrong = `
var wrongBy, _ = strconv.ParseInt(os.Getenv("WRONG_CLOCK_SECONDS"), 10, 64)

func wrong(now time.Time) time.Time {
	return now.Add(time.Duration(wrongBy) * time.Second)
}
`;

/**
 * Builds the validator with a wrong clock: what CometBFT takes for the time of day is later, or earlier.
 * @returns A program for validators whose clock is wrong by so many seconds.
 */
export async function wrongClocks(folder: string): Promise<(seconds: number) => Promise<string>> {
  const { stdout } = await run("go", ["list", "-m", "-f", "{{.Dir}}", module], { cwd: sources });
  const [copy, modules, binary] = [join(folder, "cometbft"), join(folder, "wrong.mod"), join(folder, "validator")];
  await cp(stdout.trim(), copy, { recursive: true });
  // Modules are kept read-only.
  await run("chmod", ["-R", "u+w", copy]);
  await setWrong(join(copy, "types", "time", "time.go"));
  await writeFile(modules, `${await readFile(join(sources, "go.mod"), "utf8")}\nreplace ${module} => ${copy}\n`);
  await cp(join(sources, "go.sum"), join(folder, "wrong.sum"));
  await run("go", ["build", "-trimpath", "-buildvcs=false", "-modfile", modules, "-o", binary, "."], { cwd: sources });
  return async (seconds) => {
    const script = join(folder, `wrong-by-${seconds}`);
    await writeFile(script, `#!/bin/sh\nWRONG_CLOCK_SECONDS=${seconds} exec "${binary}" "$@"\n`);
    await chmod(script, 0o755);
    return script;
  };
}

/** Alters CometBFT's clock. */
async function setWrong(path: string): Promise<void> {
  const text = await readFile(path, "utf8");
  if (!text.includes(rightNow) || !text.includes(importing)) throw new Error(`${path} is not what is known of it.`);
  const altered = text
    .replace(importing, 'import (\n\t"os"\n\t"sort"\n\t"strconv"')
    .replace(rightNow, "return Canonical(wrong(time.Now()))");
  await writeFile(path, altered + wrong);
}
