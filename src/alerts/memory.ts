import type { Json } from "../statements/codec.ts";

/** What a rule keeps from event to event, by keys of its own. Values are replaced, never changed in place. */
export interface RuleMemory {
  get<T extends Json>(key: string): T | undefined;
  set(key: string, value: Json): void;
}

/** What one rule keeps. */
class Part implements RuleMemory {
  readonly #values = new Map<string, Json>();
  readonly #changed = new Set<string>();
  /** While something is attempted: what stood at each key before. */
  readonly #before = new Map<string, Json | undefined>();
  #isAttempt = false;

  get<T extends Json>(key: string): T | undefined {
    return this.#values.get(key) as T | undefined;
  }

  set(key: string, value: Json): void {
    if (this.#isAttempt && !this.#before.has(key)) this.#before.set(key, this.#values.get(key));
    this.#values.set(key, value);
    this.#changed.add(key);
  }

  /** Sets what is stored already. */
  restore(key: string, value: Json | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }

  attempt<T>(work: (memory: RuleMemory) => T): T {
    this.#isAttempt = true;
    try {
      return work(this);
    } catch (error) {
      for (const [key, value] of this.#before) this.restore(key, value);
      throw error;
    } finally {
      this.#isAttempt = false;
      this.#before.clear();
    }
  }

  takeChanges(): { key: string; value: Json }[] {
    const changes = [...this.#changed].flatMap((key) => {
      const value = this.#values.get(key);
      return value === undefined ? [] : [{ key, value }];
    });
    this.#changed.clear();
    return changes;
  }
}

/** What all rules keep, and which of it has changed since it was stored. */
export class Memory {
  readonly #parts = new Map<string, Part>();

  /** @param stored What was stored, by rule and key. */
  constructor(stored: Iterable<{ rule: string; key: string; value: Json }> = []) {
    for (const { rule, key, value } of stored) this.#part(rule).restore(key, value);
  }

  /** The part of one rule. */
  of(rule: string): RuleMemory {
    return this.#part(rule);
  }

  /**
   * Lets work change the part of one rule; where the work throws, that part is as it was before.
   * @throws what the work throws.
   */
  attempt<T>(rule: string, work: (memory: RuleMemory) => T): T {
    return this.#part(rule).attempt(work);
  }

  /** What has changed since the last call. */
  takeChanges(): { rule: string; key: string; value: Json }[] {
    return [...this.#parts].flatMap(([rule, part]) => part.takeChanges().map((change) => ({ rule, ...change })));
  }

  #part(rule: string): Part {
    const known = this.#parts.get(rule);
    if (known !== undefined) return known;
    const part = new Part();
    this.#parts.set(rule, part);
    return part;
  }
}
