import type { LotSummary } from "../client/answers.ts";
import type { Client } from "../client/client.ts";
import type { Hex } from "../domain/hex.ts";
import { CliError } from "./cli-error.ts";

/** As many lots of one number are told apart. */
const shownLots = 10;

/**
 * The id of a lot that is named by its id, by the producer's number for it, or by both number and producer (`PR-2026-001@0x5aAe…`,
 * or `PR-2026-001@Jade Terrace Separation`). No lot number has an "@" (GS1's set 82).
 * @throws CliError if nobody has declared such a lot, or several producers have.
 */
export async function lotNamed(client: Client, text: string): Promise<Hex> {
  const name = text.trim();
  if (/^0x[0-9a-fA-F]{64}$/.test(name)) return name.toLowerCase();
  const [, lotNumber = "", producer] = /^([!"%-?A-Z_a-z]{1,20})(?:@(.+))?$/.exec(name) ?? [];
  if (lotNumber === "") {
    throw new CliError("usage", {
      en: `"${text}" names no lot. Give its id (0x and 64 hexadecimal digits), its number, or number and producer: PR-2026-001@0x5aAe….`,
      zh: `“${text}”不是批次名。请给出批次编号（0x 加 64 位十六进制数字）、批号，或“批号@生产商”：PR-2026-001@0x5aAe…。`,
    });
  }
  const lots = await lotsOfNumber(client, lotNumber);
  const named = producer === undefined ? lots : lots.filter((lot) => isProducer(lot, producer));
  // A lot that was rejected leaves its number to the one that replaces it.
  const standing = named.filter(({ status }) => status !== "rejected");
  const meant = standing.length > 0 ? standing : named;
  const [first, ...others] = meant;
  if (first !== undefined && others.length === 0) return first.id;
  if (first === undefined) {
    throw new CliError(
      "notValid",
      {
        en: `Nobody${producer === undefined ? "" : ` called ${producer}`} has declared a lot ${lotNumber} on this ledger.`,
        zh: `账本上${producer === undefined ? "无人" : `${producer} 未曾`}申报批号 ${lotNumber}。`,
      },
      {},
      lots.map(choice),
    );
  }
  throw new CliError(
    "usage",
    {
      en: `Several lots have the number ${lotNumber}. Name the producer too, or the lot's id:`,
      zh: `有多个批次使用批号 ${lotNumber}。请同时指明生产商，或给出批次编号：`,
    },
    {},
    meant.slice(0, shownLots).map(choice),
  );
}

async function lotsOfNumber(client: Client, lotNumber: string): Promise<LotSummary[]> {
  const { items } = await client.lots({ lotNumber, limit: 100 });
  return items;
}

function isProducer({ producer, producerName }: LotSummary, named: string): boolean {
  const name = named.trim();
  return producer.toLowerCase() === name.toLowerCase() || producerName === name;
}

function choice({ lotNumber, producer, producerName, id }: LotSummary) {
  const line = `${lotNumber}@${producer} (${producerName}): ${id}`;
  return { en: line, zh: line };
}
