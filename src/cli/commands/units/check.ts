import type { Command } from "commander";
import { z } from "zod";
import type { UnitCheck } from "../../../client/answers.ts";
import { readServiceRecord } from "../../../data-folder/service-record.ts";
import type { Hex } from "../../../domain/hex.ts";
import type { LocalisedText } from "../../../domain/localised-text.ts";
import { gramStateWords } from "../../../domain/words.ts";
import { contractInterface } from "../../../ledger/contract-interfaces.ts";
import { Rpc } from "../../../rpc/rpc.ts";
import { lotContext } from "../../../units/lot-context.ts";
import { UnitsRefused } from "../../../units/refused.ts";
import { readUnitCode, type UnitCode, writeUnitCode } from "../../../units/unit-code.ts";
import { checkUnitProof, type UnitProof } from "../../../units/unit-proof.ts";
import { CliError } from "../../cli-error.ts";
import { refused } from "../../coded-lot.ts";
import { type Context, openContext } from "../../context.ts";
import { Ended } from "../../ended.ts";
import type { Say } from "../../language.ts";
import { lotNamed } from "../../lot-named.ts";
import { serviceClient } from "../../service-client.ts";
import { parse, readJson } from "../../statement-file.ts";

interface Options {
  lot: string;
  proof?: string;
}

const proofSchema = z.object({ salt: z.string(), path: z.array(z.string()).max(30) });

/** `ytterby units check`: whether a code is one of a lot, by a proof and the root on the ledger. */
export function addUnitCheck(units: Command, say: Say): void {
  units
    .command("check <code>")
    .description(
      say(
        "check the code of a gram: the service gives the proof, and it is compared here with the root on the ledger",
        "核验一克的编码：服务给出证明，在此与账本上的根比较",
      ),
    )
    .requiredOption(
      "--lot <lot>",
      say("lot that the label names: id, number, or number@producer", "标签所示批次：编号、批号或“批号@生产商”"),
    )
    .option(
      "--proof <file>",
      say(
        'proof that the producer gave: {"salt": …, "path": […]} (- reads the standard input)',
        '生产商给出的证明：{"salt": …, "path": […]}（- 表示读标准输入）',
      ),
    )
    .action(async (text: string, options: Options, command: Command) => {
      const context = openContext(command);
      const { terminal } = context;
      const code = codeIn(text);
      const client = await serviceClient(context);
      const lot = await lotNamed(client, options.lot);
      const given = options.proof && parse(proofSchema, await readJson(options.proof), options.proof);
      const told = given
        ? await client.checkProvenUnit(writeUnitCode(code), lot, given)
        : await client.checkUnit(writeUnitCode(code), lot);
      const source = told.proof === null ? null : await compared(context, code, told, told.proof);
      terminal.result({ ...told, rootFrom: source }, [
        ...(source === null ? [] : [terminal.text(sourceWords[source])]),
        terminal.text(told.says),
        ...journeyLines(told).map((line) => terminal.text(line)),
        ...(told.verdict === null ? [] : [terminal.text(told.verdict.summary)]),
        terminal.text(told.next),
      ]);
      if (told.outcome !== "genuine") throw new Ended("notValid");
    });
}

/** Where the gram went, and what its lot was made from, as far as that is told. */
function journeyLines({ journey, madeFrom }: UnitCheck): LocalisedText[] {
  const place = journey && gramStateWords[journey.state];
  const signed = journey?.isSigned
    ? { en: "; whoever moved it there signed for this gram", zh: "；移动者已为这一克签名" }
    : { en: "", zh: "" };
  const parents = (madeFrom?.lots ?? []).map(({ lot, lotNumber, grams, ranges }) => {
    const list = ranges?.map(({ first, last }) => `${first}-${last}`).join(",");
    const which = list === undefined ? "" : ` (${list})`;
    return {
      en: `Made from ${grams} g of lot ${lotNumber}${which}: ${lot}`,
      zh: `由批次 ${lotNumber} 的 ${grams} 克${which}制成：${lot}`,
    };
  });
  return [
    ...(place
      ? [{ en: `As was said of it, it is ${place.en}${signed.en}.`, zh: `据申报，它${place.zh}${signed.zh}。` }]
      : []),
    ...parents,
  ];
}

const sourceWords = {
  ledger: { en: "The proof leads to the root on the ledger.", zh: "该证明通向账本上的根。" },
  service: {
    en: "The proof leads to the root as the service tells it. To read the root from the ledger, set YTTERBY_RPC_URL.",
    zh: "该证明通向服务所述的根。如需直接读取账本，请设置 YTTERBY_RPC_URL。",
  },
} as const;

/**
 * Compares a proof with the root, which is read from the ledger where there is one to ask.
 * @returns From where the root is.
 * @throws CliError where the service has called something genuine that is not.
 */
async function compared(
  context: Context,
  unit: UnitCode,
  told: UnitCheck,
  proof: Omit<UnitProof, "unit">,
): Promise<keyof typeof sourceWords> {
  const onLedger = await rootOnLedger(context, told);
  const { root, grams } = onLedger ?? { root: told.registered.root, grams: BigInt(told.registered.grams) };
  const chainId = onLedger?.chainId;
  const own = chainId === undefined ? told.context : lotContext({ chainId, contract: told.registry, lot: told.lot });
  try {
    checkUnitProof({ unit, ...proof }, { context: own, grams, root });
  } catch (error) {
    if (!(error instanceof UnitsRefused)) throw error;
    throw new CliError("refused", {
      en: `The service calls the code genuine, but its proof does not hold: ${error.message}.`,
      zh: `服务称该编码真实，但其证明不成立：${error.message}。`,
    });
  }
  return onLedger === undefined ? "service" : "ledger";
}

/** What the ledger itself has of a lot; undefined where no node is known. */
async function rootOnLedger(
  { config }: Context,
  { lot, registry }: UnitCheck,
): Promise<{ root: Hex; grams: bigint; chainId: bigint } | undefined> {
  const embedded = (await readServiceRecord(config.dataFolder))?.ledgerUrl;
  const urls = config.rpcUrls ?? (embedded ? [embedded] : undefined);
  if (urls === undefined) return undefined;
  const rpc = new Rpc(urls);
  try {
    const abi = contractInterface("UnitCodes");
    const call = { to: registry, data: abi.encodeFunctionData("commitments", [lot]) };
    const [answer, chainId] = await Promise.all([rpc.call("eth_call", [call, "latest"]), rpc.call("eth_chainId", [])]);
    const [commitment] = abi.decodeFunctionResult("commitments", String(answer));
    return { root: commitment.root, grams: commitment.grams, chainId: BigInt(String(chainId)) };
  } finally {
    rpc.close();
  }
}

function codeIn(text: string): UnitCode {
  try {
    return readUnitCode(text);
  } catch (error) {
    return refused(error);
  }
}
