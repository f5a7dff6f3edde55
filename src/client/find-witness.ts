import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import type { StatementKindName } from "../statements/registry.ts";
import { kindOf } from "../statements/statement.ts";
import type { Dossier } from "./answers.ts";
import type { Client } from "./client.ts";
import { WitnessNotFound } from "./witness-not-found.ts";

const inputsSchema = z.array(z.object({ lot: z.string() })).max(64);

/**
 * A draft's witness as far as the service shows it to whoever is signed in, in its wire shape; undefined where the kind has none, or the
 * message does not say yet what it is of.
 * @param message In its wire shape.
 * @throws WitnessNotFound
 */
export async function findWitness(
  client: Client,
  kind: StatementKindName,
  message: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { witness } = kindOf(kind);
  const named = witness === null ? undefined : message[witness.field];
  switch (witness?.from) {
    case "consignment":
      return typeof named === "string" ? dispatchOf(client, named) : undefined;
    case "lots": {
      // What is no list of inputs is told of as such when the draft is read.
      const parsed = inputsSchema.safeParse(named);
      return parsed.success ? Promise.all(parsed.data.map(({ lot }) => identityOf(client, lot))) : undefined;
    }
    case "lot":
      return typeof named === "string" ? identityOf(client, named) : undefined;
    case "statement":
      return typeof named === "string" && typeof message.lot === "string"
        ? originalOf(client, message.lot, named)
        : undefined;
    default:
      return undefined;
  }
}

async function dispatchOf(client: Client, consignment: Hex): Promise<unknown> {
  const { dispatch } = await client.consignment(consignment);
  if (dispatch) return { dispatch };
  throw new WitnessNotFound("not-shown", {
    en: "The dispatch is shown to its parties only.",
    zh: "发运声明仅对当事方显示。",
  });
}

/** A lot's producer, number and content. */
async function identityOf(client: Client, lot: Hex): Promise<unknown> {
  const { producer, lotNumber, content } = await client.lot(lot);
  return { producer, lotNumber, content };
}

/** What a statement about a lot said, from the lot's dossier. */
async function originalOf(client: Client, lot: Hex, digest: Hex): Promise<unknown> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Dossier = await client.dossier(lot, { limit: 200, ...(cursor !== undefined && { cursor }) });
    const entry = page.items.find((item) => item.digest === digest.toLowerCase());
    if (entry !== undefined) return "message" in entry ? { original: entry.message } : undefined;
    cursor = page.next;
  }
  throw new WitnessNotFound("not-stated", {
    en: `Lot ${lot} has no statement ${digest} in its dossier.`,
    zh: `批次 ${lot} 的档案中没有声明 ${digest}。`,
  });
}
