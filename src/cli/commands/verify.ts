import type { Command } from "commander";
import type { Verdict } from "../../client/answers.ts";
import { ProblemError } from "../../client/problem-error.ts";
import { type Market, markets } from "../../domain/market.ts";
import { verdictToWire } from "../../http/answers/verdict.ts";
import { readNodeIndex } from "../../service/node-index.ts";
import { createVerifier } from "../../verify/verifier.ts";
import { oneOf, toHash } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { type Context, openContext } from "../context.ts";
import { Ended } from "../ended.ts";
import { failureOf } from "../failures.ts";
import type { Say } from "../language.ts";
import { lotNamed } from "../lot-named.ts";
import { nodesOption } from "../nodes-option.ts";
import { serviceClient } from "../service-client.ts";
import { conclusionWords, verdictLines } from "../verdict-lines.ts";
import { lotUnknown } from "./certificate.ts";

/** HTTP's status of a service that cannot answer now. */
const unavailable = 503;

interface Options {
  fresh?: boolean;
  market?: Market;
  rpc?: string[];
  manifest?: string;
}

/** `ytterby verify`: a lot's verdict, in words or as JSON. */
export function addVerify(program: Command, say: Say): void {
  program
    .command("verify <lot>")
    .description(
      say(
        "verify a lot's certificate; the lot by its id, its number, or number@producer",
        "验证批次的证书；批次以编号、批号或“批号@生产商”指明",
      ),
    )
    .option("--fresh", say("recompute everything, up to the ledger's newest block", "全部重算，直至账本最新区块"))
    .option(
      "--market <market>",
      say(`as buyers of a market may be shown it: ${markets.join(", ")}`, `按市场法规展示：${markets.join("、")}`),
      oneOf(markets),
    )
    .option(...nodesOption(say))
    .option("--manifest <file>", say("manifest of the contracts, with --rpc", "合约部署清单，与 --rpc 同用"))
    .action(async (text: string, options: Options, command: Command) => {
      const context = openContext(command);
      const verdict = await (options.rpc === undefined ? verdictOf : verdictByNodes)(context, text, options);
      context.terminal.result(verdict, verdictLines(verdict, context.terminal.language));
      if (verdict.conclusion === "unsettled") throw new Ended("unreachable");
      if (verdict.conclusion !== "valid") throw new Ended("notValid");
    });
}

/** The service's verdict. */
async function verdictOf(context: Context, text: string, { fresh = false, market }: Options): Promise<Verdict> {
  const client = await serviceClient(context);
  const lot = await lotNamed(client, text);
  return client.verifyLot(lot, { fresh, ...(market && { market }) }).catch(noVerdict);
}

/** A verdict that is computed here, from all that nodes tell. */
async function verdictByNodes({ config }: Context, text: string, options: Options): Promise<Verdict> {
  const { rpc = [], market, manifest } = options;
  const lot = toHash(text);
  const index = await readNodeIndex(rpc, manifest ?? config.manifestPath);
  try {
    const verdict = await createVerifier(index).verifyLot(lot, { fresh: true });
    if (verdict === undefined) throw lotUnknown(lot);
    return verdictToWire(verdict, market) as Verdict;
  } finally {
    await index.close();
  }
}

/** Where there is no verdict: nobody declared the lot, or it cannot be judged now, which is no failure of whoever asks. */
function noVerdict(error: unknown): never {
  if (error instanceof ProblemError && error.problem.code === "lot-not-found") {
    throw new CliError("notValid", { en: error.message, zh: "账本上无人申报此批次。" });
  }
  if (error instanceof ProblemError && error.problem.status === unavailable) {
    const { text, details } = failureOf(error);
    const { en, zh } = conclusionWords.unsettled;
    throw new CliError(
      "unreachable",
      { en: `${en}: the lot cannot be judged now. ${text.en}`, zh: `${zh}：目前无法判断该批次。${text.zh}` },
      details,
    );
  }
  throw error;
}
