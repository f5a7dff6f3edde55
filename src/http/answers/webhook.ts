import type { Webhook } from "../../store/repositories/webhook-repository.ts";
import { numberOrNull } from "./number-or-null.ts";

/** A webhook, without its secret. */
export function webhookToWire({
  id,
  url,
  about,
  state,
  cursor,
  created_at,
  failures,
  failing_since,
  next_at,
  last_error,
}: Webhook) {
  return {
    id,
    url,
    about,
    state,
    cursor: cursor.toString(),
    createdAt: Number(created_at),
    failures,
    failingSince: numberOrNull(failing_since),
    nextAt: Number(next_at),
    lastError: last_error,
  };
}
