import { z } from "zod";
import { openDocument } from "../client/documents.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import { namedDocuments } from "../statements/knowledge.ts";
import { recordedStatementSchema } from "../statements/statement.ts";
import { bytesOfBase64, toBase64 } from "./base64.ts";
import type { Certificate } from "./certificate-schema.ts";
import { CertificateRefusal } from "./refusal.ts";

/** A document that came with a file, and is the one that a statement of the file names. */
export interface CheckedDocument {
  /** Keccak-256 of its bytes as they are stored. */
  hash: Hex;
  /** Name of the file in its envelope; null where it has none. */
  name: string | null;
  /** Digests of the statements that name it, or a list with it. */
  namedBy: readonly Hex[];
  /** What is in its envelope, or the bytes themselves where it has none. */
  content: Uint8Array;
}

const listSchema = z.strictObject({ documents: z.array(z.string()), salt: z.string() });

/**
 * Puts documents into a certificate's file.
 * @param documents Bytes as they are stored, envelope included.
 * @throws CertificateRefusal for one that no statement of the file names.
 */
export function withDocuments(certificate: Certificate, documents: readonly Uint8Array[]): Certificate {
  if (documents.length === 0) return certificate;
  const byHash = new Map(documents.map((bytes) => [keccak256Hex(bytes), toBase64(bytes)]));
  const written = [...byHash].map(([hash, bytes]) => ({ hash, bytes })).sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const attached = { ...certificate, documents: written };
  checkDocuments(attached);
  return attached;
}

/**
 * Checks that the documents of a file are those which its statements name, by themselves or by a list that is in the file.
 * Statements are checked elsewhere.
 * @throws CertificateRefusal
 */
export function checkDocuments({ documents = [], statements }: Certificate): CheckedDocument[] {
  const stored = new Map(
    documents.map(({ hash, bytes }) => {
      const content = bytesOfBase64(bytes);
      if (content === undefined || keccak256Hex(content) !== hash)
        throw new CertificateRefusal("document-differs", hash);
      return [hash, content];
    }),
  );
  if (stored.size === 0) return [];
  const namedBy = new Map<Hex, Hex[]>();
  for (const { digest, kind, message, signature, countersignature } of statements) {
    const parsed = recordedStatementSchema.safeParse({
      kind,
      message,
      signature,
      ...(countersignature !== undefined && { countersignature }),
    });
    const named = parsed.success ? namedDocuments(parsed.data) : [];
    for (const hash of [...named, ...named.flatMap((list) => listedIn(stored.get(list)))])
      namedBy.set(hash, [...(namedBy.get(hash) ?? []), digest]);
  }
  return [...stored].map(([hash, bytes]) => {
    const by = namedBy.get(hash);
    if (by === undefined) throw new CertificateRefusal("document-not-named", hash);
    const opened = openDocument(bytes);
    return { hash, name: opened?.name ?? null, namedBy: [...new Set(by)], content: opened?.content ?? bytes };
  });
}

/** Hashes of the documents in a list; none where the bytes are no list. */
function listedIn(bytes: Uint8Array | undefined): readonly Hex[] {
  if (bytes === undefined) return [];
  try {
    const parsed = listSchema.safeParse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.data.documents : [];
  } catch {
    return [];
  }
}
