import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Hex } from "../domain/hex.ts";

const lifetimeSeconds = 300;
const randomDigits = 24;
const timeDigits = 10;
const sealDigits = 32;
const form = new RegExp(`^[0-9a-f]{${randomDigits + timeDigits + sealDigits}}$`);

/** Nonces of sign-in that prove themselves: nobody can fill a table by asking for them, only used ones are remembered. */
export class Nonces {
  readonly #key: Hex;

  /** @param key 32 bytes that only this service knows. */
  constructor(key: Hex) {
    this.#key = key;
  }

  /** A new nonce. Times are Unix seconds. */
  issue(now: number): { nonce: string; expiresAt: number } {
    const expiresAt = now + lifetimeSeconds;
    const body = randomBytes(randomDigits / 2).toString("hex") + expiresAt.toString(16).padStart(timeDigits, "0");
    return { nonce: body + this.#seal(body), expiresAt };
  }

  /** When a nonce runs out; undefined if it has, or is none of ours. */
  expiryOf(nonce: string, now: number): number | undefined {
    if (!form.test(nonce)) return undefined;
    const body = nonce.slice(0, -sealDigits);
    if (!timingSafeEqual(Buffer.from(this.#seal(body)), Buffer.from(nonce.slice(-sealDigits)))) return undefined;
    const expiresAt = Number.parseInt(body.slice(randomDigits), 16);
    return expiresAt > now ? expiresAt : undefined;
  }

  #seal(body: string): string {
    return createHmac("sha256", this.#key).update(`sign-in nonce ${body}`).digest("hex").slice(0, sealDigits);
  }
}
