import { AsyncLocalStorage } from "node:async_hooks";
import type { Writable } from "node:stream";
import { run } from "../../src/cli/run.ts";
import type { Ended } from "./command-line.ts";

/** What a command line finds around it instead of what this process has. */
interface Surroundings {
  env: NodeJS.ProcessEnv;
  said: { out: string; err: string };
}

const surroundings = new AsyncLocalStorage<Surroundings>();
let laid = false;

/**
 * Runs a command line in this process, with an environment of its own and without a terminal. A process of its own would spend longer on
 * loading the program than on the command. Several may run side by side.
 */
export async function runInProcess(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  if (!laid) layTraps();
  laid = true;
  const said = { out: "", err: "" };
  const status = await surroundings.run({ env, said }, () => run(args));
  return { status, ...said };
}

/** Has `process` answer a command line with its surroundings, and everybody else as before. */
function layTraps(): void {
  const { env, stdin } = process;
  Object.defineProperty(process, "env", { configurable: true, get: () => surroundings.getStore()?.env ?? env });
  Object.defineProperty(process, "stdin", {
    configurable: true,
    get: () => (surroundings.getStore() === undefined ? stdin : { isTTY: false }),
  });
  for (const name of ["out", "err"] as const) listen(process[`std${name}`], name);
}

function listen(stream: Writable, name: keyof Surroundings["said"]): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  const heard = (chunk: string | Uint8Array, ...others: unknown[]): boolean => {
    const store = surroundings.getStore();
    if (store === undefined) return write(chunk, ...others);
    store.said[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    const done = others.find((other): other is () => void => typeof other === "function");
    if (done !== undefined) queueMicrotask(done);
    return true;
  };
  stream.write = heard as typeof stream.write;
}
