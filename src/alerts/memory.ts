import type { Json } from "../statements/codec.ts";

/** What a rule keeps from event to event, by keys of its own. Values are replaced, never changed in place. */
export interface RuleMemory {
  get<T extends Json>(key: string): T | undefined;
  set(key: string, value: Json): void;
}

/** What all rules keep, and which of it has changed since it was stored. */
export class Memory {
  readonly #parts = new Map<string, Map<string, Json>>();
  readonly #changed = new Map<string, Set<string>>();

  /** @param stored What was stored, by rule and key. */
  constructor(stored: Iterable<{ rule: string; key: string; value: Json }> = []) {
    for (const { rule, key, value } of stored) this.#part(rule).set(key, value);
  }

  /** The part of one rule. */
  of(rule: string): RuleMemory {
    const part = this.#part(rule);
    const changed = this.#changedOf(rule);
    return {
      get: <T extends Json>(key: string) => part.get(key) as T | undefined,
      set: (key, value) => {
        part.set(key, value);
        changed.add(key);
      },
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
        if (value === undefined) this.#part(rule).delete(key);
        else part.set(key, value);
      }
      throw error;
    }
  }

  /** What has changed since the last call. */
  takeChanges(): { rule: string; key: string; value: Json }[] {
    return [...this.#changed].flatMap(([rule, keys]) => {
      const part = this.#part(rule);
      const changes = [...keys].flatMap((key) => {
        const value = part.get(key);
        return value === undefined ? [] : [{ rule, key, value }];
      });
      keys.clear();
      return changes;
    });
  }

  #part(rule: string): Map<string, Json> {
    return added(this.#parts, rule, () => new Map<string, Json>());
  }

  #changedOf(rule: string): Set<string> {
    return added(this.#changed, rule, () => new Set<string>());
  }
}

function added<T>(to: Map<string, T>, name: string, make: () => T): T {
  const there = to.get(name);
  if (there !== undefined) return there;
  const made = make();
  to.set(name, made);
  return made;
}
