import { once } from "node:events";
import type { Response } from "express";

/** Writes a part of an answer. Waits for a reader that is slower than the service, rather than keeping for it what it has not taken. */
export async function writeOut(response: Response, text: string): Promise<void> {
  if (response.write(text) || response.destroyed) return;
  await Promise.race([once(response, "drain"), once(response, "close")]);
}
