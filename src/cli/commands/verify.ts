import type { Command } from "commander";
import { ProblemError } from "../../client/problem-error.ts";
import { type Market, markets } from "../../domain/market.ts";
import { oneOf } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import { Ended } from "../ended.ts";
import { failureOf } from "../failures.ts";
import type { Say } from "../language.ts";
import { lotNamed } from "../lot-named.ts";
import { serviceClient } from "../service-client.ts";
import { conclusionWords, verdictLines } from "../verdict-lines.ts";

/** HTTP's status of a service that cannot answer now. */
const unavailable = 503;

interface Options {
  fresh?: boolean;
  market?: Market;
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
    .action(async (text: string, { fresh = false, market }: Options, command: Command) => {
      const context = openContext(command);
      const client = await serviceClient(context);
      const lot = await lotNamed(client, text);
      const verdict = await client.verifyLot(lot, { fresh, ...(market && { market }) }).catch(noVerdict);
      context.terminal.result(verdict, verdictLines(verdict, context.terminal.language));
      if (verdict.conclusion === "unsettled") throw new Ended("unreachable");
      if (verdict.conclusion !== "valid") throw new Ended("notValid");
    });
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
