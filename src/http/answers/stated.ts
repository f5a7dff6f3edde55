import type { z } from "zod";
import type { stated } from "../../api/schemas/stated.ts";
import { isPublicKind } from "../../api/statement-visibility.ts";
import type { Address } from "../../domain/hex.ts";
import { concerning } from "../../readers/concern.ts";
import { type Reader, standingOf } from "../../readers/reader.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import { describeStatement } from "../../statements/statement.ts";
import { decodeCursor, encodeCursor } from "../../store/repositories/page.ts";
import type { StatementRow } from "../../store/repositories/statement-repository.ts";
import { readRecorded } from "../../verify/read-recorded.ts";
import { statementConcerns } from "../concerns/flow-concerns.ts";
import { Problem } from "../plumbing/problem.ts";
import type { Services } from "../services.ts";

/** Which statements are asked for. */
export interface StatedWanted {
  /** First second, and last; Unix time. */
  from: bigint;
  to: bigint;
  organisation?: Address | undefined;
  kind?: StatementKindName | undefined;
}

type Stated = z.input<typeof stated>;

/**
 * A page of what was stated, in the ledger's order. Who asks for an organisation's is answered those of which it may know who stated them.
 * @throws Problem if the cursor is none.
 */
export async function statedPageFor(
  services: Services,
  reader: Reader,
  wanted: StatedWanted,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: Stated[]; next: string | null }> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && after === undefined) {
    throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
  }
  const { kind, ...span } = wanted;
  const kinds = kind === undefined ? undefined : [kind];
  const page = await services.statements.stated({ ...span, kinds }, { limit, ...(after && { after }) });
  const concerns = await statementConcerns(
    services,
    page.items.filter(({ kind }) => !isPublicKind(kind as StatementKindName)),
  );
  const items = page.items.flatMap((row) => {
    const concern = concerns.get(row.digest);
    if (concern === undefined) return [statedToWire(services, row)];
    if (wanted.organisation !== undefined && standingOf(reader, concern) === "public") return [];
    return [concerning(statedToWire(services, row), concern)];
  });
  return { items, next: page.next ? encodeCursor(page.next) : null };
}

function statedToWire({ ledger }: Pick<Services, "ledger">, row: StatementRow): Stated {
  const recorded = {
    digest: row.digest,
    timestamp: Number(row.timestamp),
    blockNumber: Number(row.block_number),
    blockHash: row.block_hash,
    transactionHash: row.transaction_hash,
    lots: row.lots,
  };
  const { fault, statement } = readRecorded(ledger, row.digest, row);
  if (fault !== null) return { ...recorded, kind: "altered" };
  return {
    ...recorded,
    kind: statement.kind,
    message: row.message,
    organisation: statement.message.organisation,
    description: describeStatement(statement),
  } as Stated;
}
