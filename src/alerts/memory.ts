import type { Json } from "../statements/codec.ts";

/** What a rule keeps from event to event, by keys of its own. Values are replaced, never changed in place. */
export interface RuleMemory {
  get<T extends Json>(key: string): T | undefined;
  set(key: string, value: Json): void;
}

/** What all rules keep, and which of it has changed since it was stored. */
export class Memory {
  readonly #values = new Map<string, Json>();
  readonly #changed = new Set<string>();

  /** @param stored What was stored, by rule and key. */
  constructor(stored: Iterable<{ rule: string; key: string; value: Json }> = []) {
    for (const { rule, key, value } of stored) this.#values.set(joined(rule, key), value);
  }

  /** The part of one rule. */
  of(rule: string): RuleMemory {
    return {
      get: <T extends Json>(key: string) => this.#values.get(joined(rule, key)) as T | undefined,
      set: (key, value) => {
        this.#values.set(joined(rule, key), value);
        this.#changed.add(joined(rule, key));
      },
    };
  }

  /** What has changed since the last call. */
  takeChanges(): { rule: string; key: string; value: Json }[] {
    const changes = [...this.#changed].map((name) => {
      const at = name.indexOf("\n");
      return { rule: name.slice(0, at), key: name.slice(at + 1), value: this.#values.get(name) ?? null };
    });
    this.#changed.clear();
    return changes;
  }
}

const joined = (rule: string, key: string): string => `${rule}\n${key}`;
