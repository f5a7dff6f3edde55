import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import canonicalize from "canonicalize";
import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import { CliError } from "./cli-error.ts";

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
  return stored({ document: Buffer.from(content).toString("base64"), name, salt: newSalt() });
}

/** The list by which a lot names several documents: canonical JSON of their hashes, in order, with a salt. */
export function listDocuments(hashes: readonly Hex[]): StoredDocument {
  return stored({ documents: [...hashes], salt: newSalt() });
}

/** The file in an envelope; undefined where the bytes are no envelope. */
export function openDocument(bytes: Uint8Array): { name: string; content: Uint8Array } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const parsed = envelope.safeParse(value);
  return parsed.success ? { name: parsed.data.name, content: Buffer.from(parsed.data.document, "base64") } : undefined;
}

/** A file as it stands, under the hash of its bytes. */
export function plainDocument(content: Uint8Array): StoredDocument {
  return { hash: keccak256Hex(content), bytes: content };
}

/**
 * Reads a file that is to be stored.
 * @throws CliError if it cannot be read.
 */
export async function readDocument(path: string): Promise<{ name: string; content: Uint8Array }> {
  try {
    return { name: basename(path), content: await readFile(path) };
  } catch {
    throw new CliError("usage", { en: `${path} cannot be read.`, zh: `无法读取 ${path}。` });
  }
}

function stored(content: Record<string, unknown>): StoredDocument {
  return plainDocument(new TextEncoder().encode(canonicalize(content)));
}

function newSalt(): string {
  return randomBytes(saltBytes).toString("hex");
}
