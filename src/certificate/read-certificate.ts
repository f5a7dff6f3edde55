import canonicalize from "canonicalize";
import { bytesOfText } from "../domain/bytes.ts";
import { type Certificate, certificateSchema } from "./certificate-schema.ts";
import { CertificateRefusal } from "./refusal.ts";

/** The largest file that is read, packed or not. */
export const FILE_MAXIMUM = 64 * 1024 * 1024;
/** How deeply a certificate may be nested; they are by about ten. */
const DEPTH_MAXIMUM = 32;
/** The lot itself, and as many ancestors as are followed. */
const LOTS_MAXIMUM = 10_001;

const GZIP = [0x1f, 0x8b];

/**
 * Reads a certificate's file: canonical JSON (RFC 8785), or that in gzip. Nothing of it is believed yet.
 * @throws CertificateRefusal
 */
export async function readCertificate(file: Uint8Array): Promise<Certificate> {
  if (file.length > FILE_MAXIMUM) throw new CertificateRefusal("too-large");
  const isPacked = GZIP.every((byte, index) => file[index] === byte);
  const text = textOf(isPacked ? await unpack(file) : file);
  if (isTooDeep(text)) throw new CertificateRefusal("too-deep");
  const value = parse(text);
  // A key that comes twice, or a number that does not keep all its digits, is not written as it was read.
  if (canonical(value) !== text) throw new CertificateRefusal("not-canonical");
  const parsed = certificateSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CertificateRefusal("malformed", issue && `${issue.path.join(".")}: ${issue.message}`);
  }
  if (parsed.data.lots.length > LOTS_MAXIMUM) throw new CertificateRefusal("too-many-lots");
  return parsed.data;
}

/** A certificate as it is written. */
export function writeCertificate(certificate: Certificate): Uint8Array {
  return bytesOfText(canonicalize(certificate) ?? "");
}

/** The same in gzip. */
export async function packCertificate(certificate: Certificate): Promise<Uint8Array> {
  const stream = new Blob([writeCertificate(certificate) as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Unpacks no more than the largest file: a few kilobytes can unpack to gigabytes. */
async function unpack(file: Uint8Array): Promise<Uint8Array> {
  const reader = new Blob([file as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"))
    .getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new CertificateRefusal("unreadable");
    });
    if (done) break;
    length += value.length;
    if (length > FILE_MAXIMUM) {
      await reader.cancel();
      throw new CertificateRefusal("too-large");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CertificateRefusal("unreadable");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CertificateRefusal("unreadable");
  }
}

function canonical(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    // Half a character, which UTF-8 has no bytes for.
    return undefined;
  }
}

/** Looked at before the text is parsed: what parses or walks a tree may end where it is deep. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isQuoted) {
      if (character === "\\") index++;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === "[" || character === "{") {
      depth++;
      if (depth > DEPTH_MAXIMUM) return true;
    } else if (character === "]" || character === "}") depth--;
  }
  return false;
}
