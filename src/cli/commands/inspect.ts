import { join } from "node:path";
import type { Command } from "commander";
import type { Inspection } from "../../client/answers.ts";
import type { Hex } from "../../domain/hex.ts";
import { comparisons, type Inspected } from "../../domain/inspection.ts";
import { comparisonWords } from "../../domain/inspection-words.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import type { SomeShares } from "../../domain/some-shares.ts";
import { toBasisPoints, toCountry, toGrams, toHash, toReason, toSomeShares } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { lotNamed } from "../lot-named.ts";
import { signedInClient } from "../service-client.ts";
import { deliver } from "../statement-file.ts";
import type { Terminal } from "../terminal.ts";

interface Options {
  finding?: Hex;
  country?: string;
  /** False: there was none. */
  seal?: string | false;
  goodsCode?: string;
  labelOrigin?: string;
  gross?: bigint;
  net?: bigint;
  assay?: SomeShares;
  consignment?: Hex;
  lot?: string;
  tolerance?: number;
  assayTolerance?: number;
  ground?: number;
  holds?: string;
}

/** `ytterby inspect`: what was found at the border beside what the ledger says, and holds to be signed. */
export function addInspect(program: Command, say: Say): void {
  program
    .command("inspect")
    .description(
      say(
        "where what was found at the border is not what the ledger says of a consignment or lot, with figures and holds to be signed",
        "查获情况与账本所载货运或批次不符之处，附数字与待签的扣留",
      ),
    )
    .option("--finding <digest>", say("a finding on record", "已登记的查获情况"), toHash)
    .option("--country <code>", say("where the goods were found", "货物所在国家"), toCountry)
    .option("--seal <number>", say("number of the seal found", "所见封志号"))
    .option("--no-seal", say("there was no seal", "未见封志"))
    .option("--goods-code <digits>", say("code of the Harmonized System", "商品编码"))
    .option("--label-origin <code>", say("country of origin on the label", "标签原产国"), toCountry)
    .option("--gross <grams>", say("gross weight, such as 21.4 t", "毛重，如 21.4 t"), toGrams)
    .option("--net <grams>", say("net weight", "净重"), toGrams)
    .option(
      "--assay <composition>",
      say(
        "what a laboratory found of some elements, such as 'Nd 60 %, Tb <10 ppm'",
        "化验所得的元素份额，如 'Nd 60 %, Tb <10 ppm'",
      ),
      toSomeShares,
    )
    .option("--consignment <id>", say("consignment that the goods are said to be", "据称所属的货运"), toHash)
    .option("--lot <lot>", say("lot that they are said to be of", "据称所属的批次"))
    .option(
      "--tolerance <percent>",
      say("by how much weights may differ (default: 0.5)", "重量允差百分数（默认 0.5）"),
      toBasisPoints,
    )
    .option(
      "--assay-tolerance <percent>",
      say(
        "by how much of what is stated shares may differ (default: 5); any may by 0.05 percentage points",
        "份额相对于所载数值的允差百分数（默认 5）；差 0.05 个百分点以内均可",
      ),
      toBasisPoints,
    )
    .option("--ground <code>", say("code of the legal ground, for holds", "扣留的法律依据代码"), toReason)
    .option(
      "--holds <folder>",
      say("write the holds there, for `state --file`", "将扣留写入该文件夹，供 `state --file` 使用"),
    )
    .action(async (options: Options, command: Command) => {
      const { finding, lot, consignment } = options;
      if ((lot === undefined) === (consignment === undefined)) {
        throw new CliError("usage", { en: "Give --consignment or --lot.", zh: "请给出 --consignment 或 --lot。" });
      }
      const soFar = found(options);
      if ((finding === undefined) === (soFar === undefined)) {
        throw new CliError("usage", {
          en: "Give --finding, or --country with what was found so far.",
          zh: "请给出 --finding，或以 --country 等给出目前的查获情况。",
        });
      }
      const context = openContext(command);
      const client = await signedInClient(context);
      const { terminal } = context;
      const { tolerance, assayTolerance, ground } = options;
      const inspection = await client.compareInspection({
        ...(soFar ?? { finding: finding as Hex }),
        ...(consignment === undefined ? { lot: await lotNamed(client, lot ?? "") } : { consignment }),
        ...(tolerance !== undefined && { tolerance }),
        ...(assayTolerance !== undefined && { assayTolerance }),
        ...(ground !== undefined && { ground }),
      });
      const files = options.holds === undefined ? [] : await writeHolds(terminal, inspection, options.holds);
      terminal.result(
        inspection,
        linesOf(inspection, files).map((line) => terminal.text(line)),
      );
    });
}

/** @returns undefined where nothing of it is given. */
function found({ country, seal, goodsCode, labelOrigin, gross, net, assay }: Options): Inspected | undefined {
  const details = {
    ...(seal !== undefined && { seal: seal === false ? null : seal }),
    ...(goodsCode !== undefined && { goodsCode }),
    ...(labelOrigin !== undefined && { labelOrigin }),
    ...(gross !== undefined && { grossGrams: gross }),
    ...(net !== undefined && { netGrams: net }),
    ...(assay !== undefined && { assay }),
  };
  if (country !== undefined) return { country, ...details };
  if (Object.keys(details).length === 0) return undefined;
  throw new CliError("usage", {
    en: "Give --country: where the goods were found.",
    zh: "请给出 --country：货物所在国家。",
  });
}

/** @returns Where they are. */
async function writeHolds(terminal: Terminal, { holds }: Inspection, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const [at, { message: known }] of holds.entries()) {
    const path = join(folder, `hold-${at + 1}.json`);
    const { ground, ...message } = known;
    // A ground that is not known yet is set where the hold is stated.
    await deliver(terminal, { message: { ...message, ...(ground !== null && { ground }) } }, path);
    paths.push(path);
  }
  return paths;
}

function linesOf({ compared, mismatches, holds }: Inspection, files: readonly string[]): LocalisedText[] {
  const left = comparisons.filter((each) => !compared.includes(each)).map((each) => comparisonWords[each]);
  const fits: LocalisedText[] =
    compared.length === 0 ? [] : [{ en: "Nothing differs beyond the tolerance.", zh: "未见超出允差的不符。" }];
  return [
    ...(mismatches.length === 0 ? fits : mismatches.map(({ says }) => ({ en: `- ${says.en}`, zh: `- ${says.zh}` }))),
    ...(left.length === 0
      ? []
      : [
          {
            en: `Not compared: ${left.map(({ en }) => en).join(", ")}`,
            zh: `未比对：${left.map(({ zh }) => zh).join("、")}`,
          },
        ]),
    ...holds.map(({ kind, lotNumber, message: { holder, consignment, ground } }, at) => {
      const how = `state ${kind} --file ${files[at] ?? "…"}${ground === null ? " --set ground=…" : ""}`;
      if (consignment !== undefined) {
        return {
          en: `To hold: consignment ${consignment} (${how})`,
          zh: `待扣留：货件 ${consignment}（${how}）`,
        };
      }
      return {
        en: `To hold: lot ${lotNumber}, grams of ${holder ?? "every holder"} (${how})`,
        zh: `待扣留：批次 ${lotNumber}，${holder ?? "全部持有人"} 的货物（${how}）`,
      };
    }),
  ];
}
