import type { Role } from "../domain/participants.ts";
import { shared, useShared } from "./shared.ts";

/** Who is signed in, and until when. */
export interface SignedIn {
  token: string;
  /** Unix seconds. */
  expiresAt: number;
  organisation: string;
  name: string;
  country: string;
  roles: readonly Role[];
  key: string;
}

/** Nobody, somebody, or somebody whose session is over and who may go on with another one. */
export type Session = { state: "none" } | ({ state: "open" } & SignedIn) | ({ state: "ended" } & SignedIn);

const place = "ytterby.session";

/** The session of this window: it ends with the window, and no other window has it. */
export const session = shared<Session>(stored());

export function useSession(): Session {
  return useShared(session);
}

/** The token to ask with; undefined where nobody is signed in, or not any more. */
export function currentToken(): string | undefined {
  const now = session.get();
  return now.state === "open" ? now.token : undefined;
}

export function openSession(signedIn: SignedIn): void {
  try {
    sessionStorage.setItem(place, JSON.stringify(signedIn));
  } catch {
    // A browser that keeps nothing has the session until the page is left.
  }
  session.set({ state: "open", ...signedIn });
  endInTime(signedIn);
}

/** The service takes the token no more: who it was is kept, so that the same one can go on. */
export function endSession(): void {
  const now = session.get();
  if (now.state === "open") session.set({ ...now, state: "ended", token: "" });
}

/** Signs out. */
export function closeSession(): void {
  try {
    sessionStorage.removeItem(place);
  } catch {
    // It was never there.
  }
  clearTimeout(ending);
  session.set({ state: "none" });
}

let ending: ReturnType<typeof setTimeout> | undefined;

function endInTime({ expiresAt }: SignedIn): void {
  clearTimeout(ending);
  ending = setTimeout(endSession, Math.max(0, expiresAt * 1_000 - Date.now()));
}

function stored(): Session {
  try {
    const signedIn = JSON.parse(sessionStorage.getItem(place) ?? "null") as SignedIn | null;
    if (signedIn === null) return { state: "none" };
    endInTime(signedIn);
    return { state: "open", ...signedIn };
  } catch {
    // Not what was written there, or nothing can be: whoever is meant signs in again.
    return { state: "none" };
  }
}
