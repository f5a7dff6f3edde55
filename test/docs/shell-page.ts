import { spawn } from "node:child_process";

/** A block of commands of a page, and what the page shows of what they print; null where it shows nothing. */
export interface Step {
  commands: string;
  shown: string | null;
}

/** What a step has printed, on both streams in order, and the commands of it that failed. */
export interface Outcome {
  printed: string;
  failed: string[];
}

/** The blocks of a page that are to be typed, in order. */
export function stepsOf(page: string): Step[] {
  const blocks = [...page.matchAll(/^```(sh|text)\n(.*?)^```$/gms)];
  return blocks.flatMap(([, kind, text = ""], index) => {
    if (kind !== "sh") return [];
    const next = blocks[index + 1];
    return [{ commands: text, shown: next?.[1] === "text" ? (next[2] ?? null) : null }];
  });
}

const mark = "@@ytterby-page@@";

/**
 * Types the steps into one shell, one after the other.
 * @param folder Where the shell stands.
 * @param environment Nothing else is set.
 */
export async function type(
  steps: readonly Step[],
  folder: string,
  environment: Record<string, string>,
): Promise<Outcome[]> {
  const shell = spawn("bash", ["--noprofile", "--norc"], {
    cwd: folder,
    env: environment,
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  let text = "";
  shell.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const ended = new Promise<void>((resolve, reject) => shell.once("error", reject).once("close", () => resolve()));
  const script = steps.map(({ commands }, index) => `${commands}\nprintf '\\n%s%s\\n' '${mark}' ${index}\n`);
  shell.stdin.end(
    [
      // Job control, as in a shell that somebody types into; commands read nothing of what is still to come.
      "set -m",
      `trap 'printf "%s failed with %s: %s\\n" "${mark}" "$?" "\${BASH_COMMAND//$'\\n'/ }" >&2' ERR`,
      "{",
      ...script,
      "} 2>&1 < /dev/null",
      "wait",
    ].join("\n"),
  );
  try {
    await ended;
  } finally {
    // Whatever a page that went wrong has left running.
    if (shell.pid !== undefined) killGroup(shell.pid);
  }
  return text
    .split(new RegExp(`^${mark}[0-9]+$`, "m"))
    .slice(0, steps.length)
    .map((part) => {
      const lines = part.split("\n");
      return {
        printed: lines.filter((line) => !line.startsWith(mark)).join("\n"),
        failed: lines.filter((line) => line.startsWith(mark)),
      };
    });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}

/** A line without what differs from run to run: hashes and addresses, times and days, blocks, folders. */
function masked(line: string): string {
  return line
    .trimEnd()
    .replaceAll(/0x[0-9a-fA-F]{4,}(?:…[0-9a-fA-F]*)?/g, "0x")
    .replaceAll(/20[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?(?:[T ][0-9:.]+Z?)?(?![0-9-])/g, "(time)")
    .replaceAll(/block [0-9]+/g, "block")
    .replaceAll(/(?:\/[^\s/]+)+\//g, "/");
}

/** The first line that a page shows and its commands did not print; undefined where all were, in order. A line of "…" stands for any. */
export function missingLine(shown: string, printed: string): string | undefined {
  const lines = printed.split("\n").map(masked);
  let from = 0;
  for (const line of shown.split("\n")) {
    if (line.trim() === "…" || line.trim() === "") continue;
    const found = lines.indexOf(masked(line), from);
    if (found < 0) return line;
    from = found + 1;
  }
  return undefined;
}
