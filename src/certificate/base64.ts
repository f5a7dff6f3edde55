/** Characters that a call takes as its arguments at once. */
const ARGUMENTS_MAXIMUM = 0x8000;

/** Bytes in base64: two thirds of what hexadecimal text takes. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += ARGUMENTS_MAXIMUM) {
    text += String.fromCharCode(...bytes.subarray(at, at + ARGUMENTS_MAXIMUM));
  }
  return btoa(text);
}

/** The bytes of base64; undefined of text that is none, or another spelling of the same bytes. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}
