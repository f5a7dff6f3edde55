import waysOut from "../../data/ways-out.json" with { type: "json" };
import type { LocalisedText } from "../domain/localised-text.ts";
import { refusalsInChinese } from "./refusals-in-chinese.ts";

/**
 * What an error of the contracts, or a problem of the service, means and what to do about it.
 * @param name Such as `NonceSpent` or `queue-full`.
 * @returns undefined for one that nobody knows.
 */
export function wayOut(name: string): LocalisedText | undefined {
  if (!Object.hasOwn(waysOut, name)) return undefined;
  const en = waysOut[name as keyof typeof waysOut];
  return { en, zh: refusalsInChinese[name] ?? en };
}
