import { randomBytes } from "node:crypto";
import canonicalize from "canonicalize";
import { keccak256 } from "ethers";
import type { Hex } from "../../src/domain/hex.ts";

/** A document as it is uploaded: bytes, and the hash by which a statement names it. */
export interface Document {
  hash: Hex;
  bytes: Uint8Array;
}

/** Writes a document: canonical JSON (RFC 8785) with a salt inside, so that its hash tells nobody what it says. */
export function writeDocument(content: Record<string, unknown>): Document {
  const text = canonicalize({ ...content, salt: randomBytes(16).toString("hex") });
  if (text === undefined) throw new Error("This is no JSON");
  const bytes = new TextEncoder().encode(text);
  return { hash: keccak256(bytes), bytes };
}
