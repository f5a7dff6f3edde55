import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";

const solc: { compile(input: string, callbacks: { import: typeof imported }): string } = createRequire(import.meta.url)(
  "solc",
);

const location = z.object({ file: z.string(), start: z.number(), end: z.number() });
const output = z.object({
  errors: z
    .array(z.object({ severity: z.string(), message: z.string(), sourceLocation: location.optional() }))
    .default([]),
  sources: z.record(z.string(), z.object({ ast: z.unknown().optional() })).default({}),
  contracts: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          evm: z
            .object({
              bytecode: z.object({ object: z.string() }),
              deployedBytecode: z.object({ object: z.string() }),
            })
            .optional(),
        }),
      ),
    )
    .default({}),
});
export type CompilerOutput = z.infer<typeof output>;

/** As hardhat.config.ts has it, for what is compiled beside it. */
export const shipped = {
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 1_000 },
  viaIR: true,
};

/** The same but for most of the optimizer, which takes most of the time. */
export const quick = {
  ...shipped,
  optimizer: { enabled: true, runs: 1, details: { yul: true, yulDetails: { optimizerSteps: "fDnTOcmu:" } } },
};

/**
 * Compiles by the compiler of the project.
 * @param sources Source text by its path from the project's folder; what they import is read from there, or from packages.
 * @param settings The compiler's settings, `outputSelection` included.
 */
export function compile(sources: Record<string, string>, settings: object): CompilerOutput {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
    settings,
  };
  return output.parse(JSON.parse(solc.compile(JSON.stringify(input), { import: imported })));
}

/** Answers the compiler's standard JSON as the `solc` of a command line does; sources may be given by their paths. */
export function asSolc(text: string): string {
  const input = z
    .object({ sources: z.record(z.string(), z.looseObject({})) })
    .loose()
    .parse(JSON.parse(text));
  const sources = Object.fromEntries(
    Object.entries(input.sources).map(([path, source]) => [
      path,
      "content" in source ? source : { content: readFileSync(path, "utf8") },
    ]),
  );
  return solc.compile(JSON.stringify({ ...input, sources }), { import: imported });
}

function imported(path: string): { contents: string } | { error: string } {
  const found = [path, join("node_modules", path)].find(existsSync);
  return found === undefined ? { error: `There is no ${path}` } : { contents: readFileSync(found, "utf8") };
}
