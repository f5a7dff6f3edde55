import { addresses } from "../addresses.ts";

/** A statement file in a link: behind the #, which browsers send to nobody. */
export async function linkOf(file: Record<string, unknown>): Promise<string> {
  const packed = await through(new TextEncoder().encode(JSON.stringify(file)), new CompressionStream("deflate-raw"));
  const text = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  return `${location.origin}${addresses.open}#${text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The statement file in a link. @throws Error where there is none. */
export async function fileOfLink(hash: string): Promise<unknown> {
  const text = hash.replace(/^#/, "").replaceAll("-", "+").replaceAll("_", "/");
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const bytes = await through(packed, new DecompressionStream("deflate-raw"));
  return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream) {
  const stretched = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(stretched).arrayBuffer());
}
