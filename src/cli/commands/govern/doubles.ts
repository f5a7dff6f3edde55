import { UnreachableError } from "../../../client/unreachable-error.ts";
import type { Address } from "../../../domain/hex.ts";
import { likenessOf } from "../../../domain/look-alike.ts";
import { locationNumberToWire } from "../../../statements/location-number.ts";
import { CliError } from "../../cli-error.ts";
import type { Context } from "../../context.ts";
import { serviceClient } from "../../service-client.ts";

interface Newcomer {
  address: Address;
  name: string;
  site: bigint;
}

/**
 * Refuses to enrol an organisation that can be taken for another, since the ledger keeps names and location numbers for ever.
 * Where no service answers, it says that nothing was compared.
 * @throws CliError naming the other.
 */
export async function refuseDoubles(context: Context, { address, name, site }: Newcomer): Promise<void> {
  const client = await serviceClient(context);
  const likeness = likenessOf(name);
  const location = locationNumberToWire(site);
  try {
    let cursor: string | null | undefined;
    do {
      const page = await client.organisations(cursor ? { cursor } : {});
      for (const other of page.items) {
        if (other.address === address) continue;
        if (likenessOf(other.name) === likeness) throw doubled("name", other);
        if (other.globalLocationNumber === location) throw doubled("location number", other);
      }
      cursor = page.next;
    } while (cursor);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    context.terminal.note({
      en: "No service answers, so the name was not compared with those of other organisations.",
      zh: "服务无应答，名称未与其他组织比较。",
    });
  }
}

function doubled(what: "name" | "location number", { name, address }: { name: string; address: string }): CliError {
  const zh = what === "name" ? "名称" : "位置码";
  return new CliError("usage", {
    en: `Its ${what} can be taken for that of ${name} (${address}). Choose another, or say --known-double.`,
    zh: `其${zh}与 ${name}（${address}）难以区分。请更换，或使用 --known-double。`,
  });
}
