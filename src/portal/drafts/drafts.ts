import type { StatementKindName } from "../../statements/registry.ts";
import type { WrittenStruct } from "../forms/control.ts";
import { shared, useShared } from "../shared.ts";

/**
 * A statement on its way, kept in this browser alone. What was fixed to be signed does not change any more; it can be taken back to what
 * was written, which drops its signatures.
 */
export type Draft = {
  id: string;
  kind: StatementKindName;
  /** Whose draft it is; null where it came from somebody else. */
  organisation: string | null;
  /** Unix milliseconds. */
  changedAt: number;
  /** How long it may be included once it is signed, in seconds. */
  windowSeconds: number;
  /** What it is compared with while it is written: whatever names a consignment or a lot. */
  beside?: string;
  /** What a laboratory found, as it is written, that goes into the finding's documents. */
  assay?: string;
  /** The document that it went into, and what the statement named before. */
  assayed?: { text: string; hash: string; before: string };
} & (
  | { state: "writing"; written: WrittenStruct }
  /** `file` is a statement file as the command line has it. */
  | { state: "signing"; written: WrittenStruct | null; file: Record<string, unknown> }
  | { state: "submitted"; submission: string }
);

/** A day: what most statements are given to be included. */
export const usualWindowSeconds = 86_400;

const prefix = "ytterby.draft.";

/** The drafts of this browser, the last changed first. */
const drafts = shared<readonly Draft[]>(stored());

// Another window of this browser has changed one.
addEventListener("storage", ({ key }) => {
  if (key === null || key.startsWith(prefix)) drafts.set(stored());
});

export function useDrafts(): readonly Draft[] {
  return useShared(drafts);
}

export function useDraft(id: string): Draft | undefined {
  return useDrafts().find((draft) => draft.id === id);
}

/** Keeps a draft. @returns whether it will be there after this window is closed, too. */
export function keepDraft(draft: Draft): boolean {
  const kept = { ...draft, changedAt: Date.now() };
  drafts.set([kept, ...drafts.get().filter(({ id }) => id !== draft.id)]);
  try {
    localStorage.setItem(prefix + draft.id, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function removeDraft(id: string): void {
  drafts.set(drafts.get().filter((draft) => draft.id !== id));
  try {
    localStorage.removeItem(prefix + id);
  } catch {
    // It was never kept.
  }
}

export function newDraftId(): string {
  return crypto.randomUUID();
}

/** Shortly ago, so that no clock finds it in the future: when most of what is stated happened. */
export function justNow(): string {
  return new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z$/, "Z");
}

function stored(): Draft[] {
  try {
    return Object.entries(localStorage)
      .filter(([key]) => key.startsWith(prefix))
      .map(([, text]) => JSON.parse(String(text)) as Draft)
      .sort((a, b) => b.changedAt - a.changedAt);
  } catch {
    return [];
  }
}
