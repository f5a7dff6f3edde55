import type { Command } from "commander";
import { PackageBook } from "../../../data-folder/package-book.ts";
import type { Hex } from "../../../domain/hex.ts";
import { type GramRanges, gramsIn } from "../../../units/gram-range.ts";
import { toHash } from "../../arguments.ts";
import { CliError } from "../../cli-error.ts";
import { rangesNamed, refused } from "../../coded-lot.ts";
import { type Context, openContext } from "../../context.ts";
import type { Say } from "../../language.ts";
import { lotNamed } from "../../lot-named.ts";
import { signedInClient } from "../../service-client.ts";

/** `ytterby units pack`, `unpack`, `contents` and `claim`: which grams lie in which package, and which of them moved. */
export function addUnitPacking(units: Command, say: Say): void {
  units
    .command("pack <sscc>")
    .description(say("put grams of a lot, or another package, into a package", "将批次的若干克或另一包装放入包装"))
    .option("--lot <lot>", say("lot whose grams go in", "放入哪个批次的克"))
    .option(
      "--range <grams>",
      say("which grams, counted from 0: 0-999,5000-5999", "哪些克，从 0 起计：0-999,5000-5999"),
    )
    .option("--package <sscc>", say("package that goes in", "放入的包装"))
    .action(async (sscc: string, options: { lot?: string; range?: string; package?: string }, command: Command) => {
      const context = openContext(command);
      const { lot: name, range, package: inner } = options;
      if ((inner === undefined) === (name === undefined || range === undefined)) {
        throw new CliError("usage", {
          en: "Name either --lot and --range, or --package.",
          zh: "请指定 --lot 与 --range，或 --package。",
        });
      }
      const book = await openBook(context);
      if (inner !== undefined) await book.pack(sscc, inner).catch(refused);
      else {
        const { id, massGrams } = await lotOf(context, String(name));
        await book.fill(sscc, id, rangesNamed(range, BigInt(massGrams))).catch(refused);
      }
      tellContents(context, book, sscc);
    });

  units
    .command("unpack <sscc>")
    .description(say("take a package out of the one that it lies in", "将包装从其外包装中取出"))
    .action(async (sscc: string, _options: object, command: Command) => {
      const context = openContext(command);
      const book = await openBook(context);
      await book.unpack(sscc).catch(refused);
      tellContents(context, book, sscc);
    });

  units
    .command("contents <sscc>")
    .description(say("grams in a package and in all that lies in it", "包装及其内各包装中的克"))
    .action(async (sscc: string, _options: object, command: Command) => {
      const context = openContext(command);
      tellContents(context, await openBook(context), sscc);
    });

  units
    .command("claim <statement>")
    .description(
      say(
        "name the grams that a statement moved: by --lot and --range, or those in a --package; as who stated it, signed in",
        "指明声明移动了哪些克：以 --lot 与 --range，或 --package 中的克；须以声明者身份登录",
      ),
    )
    .option("--lot <lot>", say("lot whose grams moved", "移动的是哪个批次的克"))
    .option(
      "--range <grams>",
      say("which grams, counted from 0: 0-999,5000-5999", "哪些克，从 0 起计：0-999,5000-5999"),
    )
    .option("--package <sscc>", say("package whose grams moved", "移动的是哪个包装中的克"))
    .action(async (text: string, options: { lot?: string; range?: string; package?: string }, command: Command) => {
      const context = openContext(command);
      const named = await gramsNamed(context, options);
      const client = await signedInClient(context);
      const lots = [...named].map(([lot, ranges]) => ({
        lot,
        ranges: ranges.map(({ first, last }) => ({ first: Number(first), last: Number(last) })),
      }));
      const told = await client.claimUnits(toHash(text), lots);
      context.terminal.result(told, [
        context.terminal.text(
          told.doubled.length === 0
            ? { en: "The grams are named.", zh: "已指明这些克。" }
            : {
                en: "The grams are named, and other statements moved some of them already:",
                zh: "已指明，但其中部分已由其他声明移动：",
              },
        ),
        ...told.doubled.map(({ lot, gram, statements }) => `${lot} ${gram}: ${statements.join(", ")}`),
      ]);
    });
}

async function gramsNamed(
  context: Context,
  { lot: name, range, package: sscc }: { lot?: string; range?: string; package?: string },
): Promise<Map<Hex, GramRanges>> {
  if (sscc !== undefined && name === undefined && range === undefined) return contentsOf(await openBook(context), sscc);
  if (sscc === undefined && name !== undefined && range !== undefined) {
    const { id, massGrams } = await lotOf(context, name);
    return new Map([[id, rangesNamed(range, BigInt(massGrams))]]);
  }
  throw new CliError("usage", {
    en: "Name either --lot and --range, or --package.",
    zh: "请指定 --lot 与 --range，或 --package。",
  });
}

async function lotOf(context: Context, name: string) {
  const client = await signedInClient(context);
  return client.lot(await lotNamed(client, name));
}

function openBook({ config }: Context): Promise<PackageBook> {
  return PackageBook.open(config.dataFolder).catch(refused);
}

function contentsOf(book: PackageBook, sscc: string): Map<Hex, GramRanges> {
  try {
    return book.contents(sscc);
  } catch (error) {
    return refused(error);
  }
}

function tellContents({ terminal }: Context, book: PackageBook, sscc: string): void {
  const contents = [...contentsOf(book, sscc)].map(([lot, ranges]) => ({
    lot,
    grams: Number(gramsIn(ranges)),
    ranges: ranges.map(({ first, last }) => `${first}-${last}`),
  }));
  terminal.result(
    { sscc, contents },
    contents.map(({ lot, grams, ranges }) => `${lot}  ${grams} g  ${ranges.join(",")}`),
  );
}
