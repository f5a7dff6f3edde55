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
      set: (key, value) => this.#set(joined(rule, key), value),
    };
  }

  /**
   * Lets work change the part of one rule; where the work throws, that part is as it was before.
   * @throws what the work throws.
   */
  attempt<T>(rule: string, work: (memory: RuleMemory) => T): T {
    const before = new Map<string, Json | undefined>();
    const part = this.of(rule);
    const noted: RuleMemory = {
      get: part.get,
      set: (key, value) => {
        if (!before.has(key)) before.set(key, part.get(key));
        part.set(key, value);
      },
    };
    try {
      return work(noted);
    } catch (error) {
      for (const [key, value] of before) {
        if (value === undefined) this.#values.delete(joined(rule, key));
        else this.#set(joined(rule, key), value);
      }
      throw error;
    }
  }

  /** What has changed since the last call. */
  takeChanges(): { rule: string; key: string; value: Json }[] {
    const changes = [...this.#changed].flatMap((name) => {
      const at = name.indexOf("\n");
      const value = this.#values.get(name);
      return value === undefined ? [] : [{ rule: name.slice(0, at), key: name.slice(at + 1), value }];
    });
    this.#changed.clear();
    return changes;
  }

  #set(name: string, value: Json): void {
    this.#values.set(name, value);
    this.#changed.add(name);
  }
}

const joined = (rule: string, key: string): string => `${rule}\n${key}`;
