import type { Command } from "commander";
import type { Hex } from "../../../domain/hex.ts";
import { acts } from "../../../governance/acts.ts";
import { arbitrate, setLimits, setTolerances, timeOut } from "../../../governance/calls.ts";
import type { Share } from "../../../statements/deeds.ts";
import { type Dispatched, dispatchedSchema } from "../../../statements/dispatched.ts";
import { toBasisPoints, toGrams, toHash, toPartsPerHundredMillion, toTimeSpan } from "../../arguments.ts";
import { CliError } from "../../cli-error.ts";
import { type Context, openContext } from "../../context.ts";
import { type GovernorOptions, governWith } from "../../governing.ts";
import type { Say } from "../../language.ts";
import { signedInClient } from "../../service-client.ts";
import { parse, readJson } from "../../statement-file.ts";
import { invalid } from "../../usage-words.ts";
import { act, addAct } from "./act.ts";

interface ArbitrateOptions {
  share: Share[];
  lossReason: number;
  dispatch?: string;
}

interface ToleranceOptions {
  assay: number;
  assayPpm: number;
  weight: number;
}

/** Acts about custody and examinations: `limits`, `arbitrate`, `time-out`, `tolerances`. */
export function addCustodyActs(govern: Command, say: Say): void {
  addAct(govern, say, "limits", acts.setLimits.words)
    .requiredOption(
      "--waiting <duration>",
      say("how long a recipient may answer: 30d", "收货方答复期限：30d"),
      toTimeSpan,
    )
    .requiredOption(
      "--shortage <percent>",
      say("what of a line may be missing without a dispute, such as 0.5", "不构成争议的短少比例，如 0.5"),
      toBasisPoints,
    )
    .action(
      act(({ waiting, shortage }: { waiting: number; shortage: number }) =>
        setLimits({ waitingSeconds: waiting, shortageBasisPoints: shortage }),
      ),
    );

  const consignment = ["<consignment>", say("digest of the dispatch", "发运声明的摘要"), toHash] as const;
  const dispatchOption = [
    "--dispatch <file>",
    say(
      'JSON {"message": {…}} of the dispatch (default: as the service shows it to who is signed in)',
      '发运声明的 JSON {"message": {…}}（默认：取自服务，须已登录）',
    ),
  ] as const;

  addAct(govern, say, "arbitrate", acts.arbitrate.words)
    .argument(...consignment)
    .requiredOption(
      "--share <recipient/sender>",
      say(
        "grams to the recipient and back to the sender, such as 5000/2000; once for each line, in their order",
        "归收货方与退发货方的克数，如 5000/2000；按行序逐行给出",
      ),
      toShares,
    )
    .option("--loss-reason <code>", say("reason, where the rest is lost", "余量灭失时的原因代码"), toReasonOrNone, 0)
    .option(...dispatchOption)
    .action(async (id: Hex, { share, lossReason, dispatch }: ArbitrateOptions, command: Command) => {
      const context = openContext(command);
      const dispatched = await dispatchOf(context, id, dispatch);
      const call = arbitrate({ dispatched, shares: share, lossReason });
      await governWith(context, command.opts<GovernorOptions>(), call);
    });

  addAct(govern, say, "time-out", acts.timeOut.words)
    .argument(...consignment)
    .option(...dispatchOption)
    .action(async (id: Hex, { dispatch }: { dispatch?: string }, command: Command) => {
      const context = openContext(command);
      await governWith(context, command.opts<GovernorOptions>(), timeOut(await dispatchOf(context, id, dispatch)));
    });

  addAct(govern, say, "tolerances", acts.setTolerances.words)
    .requiredOption("--assay <percent>", say("of what was declared of an element", "元素申报值的百分比"), toBasisPoints)
    .requiredOption(
      "--assay-ppm <ppm>",
      say("or so many ppm, if that is more", "或若干 ppm，取较大者"),
      toPartsPerHundredMillion,
    )
    .requiredOption("--weight <percent>", say("of the declared mass", "申报质量的百分比"), toBasisPoints)
    .action(
      act(({ assay, assayPpm, weight }: ToleranceOptions) =>
        setTolerances({
          assayBasisPoints: assay,
          assayPartsPerHundredMillion: assayPpm,
          weightBasisPoints: weight,
        }),
      ),
    );
}

function toShares(text: string, before: Share[] | undefined): Share[] {
  const [recipient, sender, ...more] = text.split("/");
  if (recipient === undefined || sender === undefined || more.length > 0) {
    throw invalid("Expected grams of both sides, such as 5000/2000.", "应为双方克数，如 5000/2000。");
  }
  const share = { recipientGrams: toGrams(recipient), senderGrams: toGrams(sender) };
  if (share.recipientGrams + share.senderGrams >= 1n << 48n)
    throw invalid("Expected less than 2^48 g.", "应小于 2^48 g。");
  return [...(before ?? []), share];
}

function toReasonOrNone(text: string): number {
  const reason = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(reason <= 65_535))
    throw invalid("Expected a reason code from 1 to 65535, or 0 for none.", "应为 1 至 65535 的原因代码，0 表示无。");
  return reason;
}

/** The dispatch as it was signed: the ledger keeps no more than its digest. */
async function dispatchOf(context: Context, id: Hex, path: string | undefined): Promise<Dispatched> {
  if (path !== undefined) {
    const { message } = (await readJson(path)) as { message?: unknown };
    return parse(dispatchedSchema, message, path);
  }
  const { dispatch } = await (await signedInClient(context)).consignment(id);
  if (dispatch) return parse(dispatchedSchema, dispatch, id);
  throw new CliError("usage", {
    en: "The dispatch is shown to its parties and authorities only: sign in (ytterby login), or give it with --dispatch.",
    zh: "发运声明仅对当事方和主管机关显示：请先登录（ytterby login），或以 --dispatch 给出。",
  });
}
