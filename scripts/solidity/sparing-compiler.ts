import { availableParallelism } from "node:os";
import type { HookContext, SolidityHooks } from "hardhat/types/hooks";
import type { HardhatPlugin } from "hardhat/types/plugins";
import type { Compiler, CompilerInput } from "hardhat/types/solidity";

/** Hardhat's compiler, with less to do: a quarter of what a full run of the tests took was contracts that were compiled again. */
export const sparingCompiler: HardhatPlugin = {
  id: "sparing-compiler",
  hookHandlers: { solidity: async () => ({ default: async () => hooks }) },
};

const hooks: Partial<SolidityHooks> = {
  // Of itself it leaves one processor idle, which of two is half of them.
  build: (context, paths, options, next) =>
    next(context, paths, { ...options, concurrency: options?.concurrency ?? availableParallelism() }),

  async getCompiler(context: HookContext, config, next): Promise<Compiler> {
    const compiler = await next(context, config);
    return {
      version: compiler.version,
      longVersion: compiler.longVersion,
      compilerPath: compiler.compilerPath,
      isSolcJs: compiler.isSolcJs,
      compile: (input) => compiler.compile(withoutLedger(input)),
    };
  },
};

/** Tests deploy the ledger from its artifacts, so of its sources they need types and no code. A wish for a syntax tree is one for code too. */
function withoutLedger(input: CompilerInput): CompilerInput {
  const paths = Object.keys(input.sources);
  if (!paths.some((path) => path.endsWith(".t.sol"))) return input;
  const wanted = input.settings.outputSelection["*"] ?? {};
  const own = paths.filter((path) => !path.startsWith("project/contracts/"));
  const outputSelection = Object.fromEntries(own.map((path) => [path, wanted]));
  return { ...input, settings: { ...input.settings, outputSelection } };
}
