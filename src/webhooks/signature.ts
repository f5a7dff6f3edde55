import { createHmac } from "node:crypto";
import type { Hex } from "../domain/hex.ts";

const prefix = "whsec_";

/**
 * The secret that a webhook's calls are signed with. It follows from the service's own key, so that it is stored nowhere.
 * @param sessionKey 32 bytes that only this service knows.
 */
export function webhookSecret(sessionKey: Hex, webhook: string): string {
  const key = createHmac("sha256", Buffer.from(sessionKey.slice(2), "hex"))
    .update(`webhook ${webhook}`)
    .digest();
  return prefix + key.toString("base64");
}

/**
 * Headers that prove a call (Standard Webhooks 1.0).
 * @param id The message's id: the same when it is sent again.
 * @param timestamp Unix seconds of this attempt.
 */
export function signatureHeaders(secret: string, id: string, timestamp: number, body: string): Record<string, string> {
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": `v1,${signature}` };
}
