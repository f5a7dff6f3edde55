import { bytesOf } from "../../domain/bytes.ts";
import { textFault } from "../../domain/plain-text.ts";

/** A quota by the name that its id was made from, where there is one. */
export function quotaNameOf(id: string): string {
  const name = new TextDecoder().decode(bytesOf(id.replace(/(00)+$/, "")));
  return textFault(name) === undefined && !name.includes("\ufffd") ? name : `${id.slice(0, 14)}…`;
}
