import canonicalize from "canonicalize";
import { z } from "zod";
import { assayDocument } from "../api/schemas/evidence.ts";
import { bytesOfText, toHex } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import type { SomeShares } from "../domain/some-shares.ts";

/** A document as it is stored: bytes, and the hash by which statements name it. */
export interface StoredDocument {
  /** Keccak-256 of the bytes. */
  hash: Hex;
  bytes: Uint8Array;
}

/** Bytes of the salt. Nobody guesses so many. */
const saltBytes = 16;

const envelope = z.strictObject({ document: z.base64(), name: z.string(), salt: z.string().regex(/^[0-9a-f]{32}$/) });

/**
 * A file in an envelope with a salt: canonical JSON (RFC 8785) of its bytes in Base64, its name and the salt. So the hash tells
 * nobody what the file says, even where few reports are possible.
 */
export function sealDocument(name: string, content: Uint8Array): StoredDocument {
  return stored({ document: toBase64(content), name, salt: newSalt() });
}

/** The list by which a lot names several documents: canonical JSON of their hashes, in order, with a salt. */
export function listDocuments(hashes: readonly Hex[]): StoredDocument {
  return stored({ documents: [...hashes], salt: newSalt() });
}

/**
 * What a laboratory found of goods, as a finding names it (`assayDocument`): canonical JSON with a salt.
 * @param documents Hashes of the finding's other documents.
 */
export function sealAssay(assay: SomeShares, documents: readonly Hex[]): StoredDocument {
  return stored({ assay, documents: [...documents], salt: newSalt() });
}

/** What a laboratory found, as `sealAssay` stored it; undefined where the bytes are something else. */
export function openAssay(bytes: Uint8Array): { assay: SomeShares; documents: Hex[] } | undefined {
  const parsed = assayDocument.safeParse(jsonIn(bytes));
  return parsed.success ? { assay: parsed.data.assay, documents: parsed.data.documents as Hex[] } : undefined;
}

/** The file in an envelope; undefined where the bytes are no envelope. */
export function openDocument(bytes: Uint8Array): { name: string; content: Uint8Array } | undefined {
  const parsed = envelope.safeParse(jsonIn(bytes));
  return parsed.success ? { name: parsed.data.name, content: fromBase64(parsed.data.document) } : undefined;
}

/** @returns undefined where the bytes are no JSON. */
function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** A file as it stands, under the hash of its bytes. */
export function plainDocument(content: Uint8Array): StoredDocument {
  return { hash: keccak256Hex(content), bytes: content };
}

function stored(content: Record<string, unknown>): StoredDocument {
  return plainDocument(bytesOfText(canonicalize(content) ?? ""));
}

function newSalt(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(saltBytes))).slice(2);
}

/** Characters that a call takes as its arguments at once. */
const mostArguments = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += mostArguments) {
    text += String.fromCharCode(...bytes.subarray(at, at + mostArguments));
  }
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
