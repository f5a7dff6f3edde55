import { availableParallelism } from "node:os";
import type { Lot } from "../client/answers.ts";
import type { Client } from "../client/client.ts";
import { UnitCustody } from "../data-folder/unit-custody.ts";
import type { Hex } from "../domain/hex.ts";
import { buildTiles } from "../units/build-tiles.ts";
import { type GramRanges, gramRanges, readRange } from "../units/gram-range.ts";
import { lotContext } from "../units/lot-context.ts";
import type { LotSecret } from "../units/lot-secret.ts";
import { UnitsRefused } from "../units/refused.ts";
import type { UnitCommitment } from "../units/unit-proof.ts";
import { CliError } from "./cli-error.ts";
import type { Context } from "./context.ts";
import { lotNamed } from "./lot-named.ts";

/** A lot whose codes are made or printed on this data folder. */
export interface CodedLot {
  lot: Lot;
  /** Grams of the lot: as many codes. */
  grams: bigint;
  context: Hex;
  custody: UnitCustody;
}

/**
 * The lot that is named, with the place of its codes.
 * @throws CliError where there is no such lot, or no key that seals secrets.
 */
export async function codedLot({ config }: Context, client: Client, name: string): Promise<CodedLot> {
  const id = await lotNamed(client, name);
  const [lot, network] = await Promise.all([client.lot(id), client.network()]);
  const contract = network.contracts.UnitCodes;
  if (contract === undefined) throw new CliError("usage", noCodes);
  const context = lotContext({ chainId: BigInt(network.chainId), contract, lot: id });
  const custody = new UnitCustody(config.dataFolder, config.unitsKey);
  if (!custody.isOpen) {
    throw new CliError("usage", {
      en: "Secrets of lots are sealed with the key in YTTERBY_UNITS_KEY, which is not set. Set it to 64 random hexadecimal digits, such as `openssl rand -hex 32` prints, and keep them.",
      zh: "批次密钥以 YTTERBY_UNITS_KEY 中的密钥封存，但该变量未设置。请设为 64 位随机十六进制数字（如 `openssl rand -hex 32` 的输出）并妥善保存。",
    });
  }
  return { lot, grams: BigInt(lot.massGrams), context, custody };
}

const noCodes = {
  en: "This service's ledger has no contract for codes of grams.",
  zh: "此服务的账本没有编码合约。",
};

/**
 * The secret that is kept of a lot.
 * @throws CliError where none is kept here.
 */
export async function keptSecret({ custody, lot, context }: CodedLot): Promise<LotSecret> {
  const secret = await custody.secretOf(lot.id, context).catch(refused);
  if (secret !== undefined) return secret;
  throw new CliError("usage", {
    en: `No codes of lot ${lot.lotNumber} were made on this data folder. Make them with \`ytterby units generate\`.`,
    zh: `此数据文件夹未生成批次 ${lot.lotNumber} 的编码。请用 \`ytterby units generate\` 生成。`,
  });
}

/** Makes what is missing of a lot's tree, telling how far it is, and answers what is registered of it. */
export async function treeOf(
  { terminal }: Context,
  { lot, grams, context, custody }: CodedLot,
  secret: LotSecret,
): Promise<UnitCommitment> {
  let done = 0;
  let told = 0;
  const onProgress = ({ grams: some }: { grams: number }) => {
    done += some;
    const percent = Math.floor((done * 100) / Number(grams));
    if (percent < told + 10 || percent >= 100) return;
    told = percent;
    terminal.note({ en: `${percent} % of ${grams} codes`, zh: `已完成 ${grams} 个编码的 ${percent} %` });
  };
  const path = await custody.tilesPath(lot.id);
  return buildTiles({ path, secret, context, grams, threads: availableParallelism(), onProgress }).catch(refused);
}

/**
 * Grams that are named, such as `0-999,5000-5999`; without a text all of the lot.
 * @throws CliError
 */
export function rangesNamed(text: string | undefined, grams: bigint): GramRanges {
  if (text === undefined) return [{ first: 0n, last: grams - 1n }];
  const named = text.split(",").map((part) => {
    const range = readRange(part);
    if (range === undefined) {
      throw new CliError("usage", {
        en: `"${part}" is no range of grams. Give the first and the last one, counted from 0: 0-999.`,
        zh: `“${part}”不是克的范围。请给出首末两克，从 0 起计：0-999。`,
      });
    }
    return range;
  });
  try {
    return gramRanges(named, grams);
  } catch (error) {
    return refused(error);
  }
}

/** What the codes refuse, as the command tells it. */
export function refused(error: unknown): never {
  if (error instanceof UnitsRefused) throw new CliError("usage", { en: `${error.message}.`, zh: `${error.message}.` });
  throw error;
}
