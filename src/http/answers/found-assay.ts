import { openAssay } from "../../client/documents.ts";
import { joined } from "../../domain/bytes.ts";
import type { SomeShares } from "../../domain/some-shares.ts";
import type { Services } from "../services.ts";

/** No assay with its list of documents is longer. */
const mostBytes = 65_536;

/** What a laboratory found, by the document that a finding names; undefined where that is another document, or is not stored here. */
export async function foundAssay({ evidence }: Services, hash: string): Promise<SomeShares | undefined> {
  const size = await evidence.size(hash);
  if (size === undefined || size > mostBytes) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of evidence.read(hash)) parts.push(part);
  return openAssay(joined(...parts))?.assay;
}
