import { Assertion } from "chai";

/**
 * Notices asynchronous assertions (`expect(tx).to.be.revertedWithCustomError(…)`) that a test made and did not await:
 * they would pass whatever they find. Such an assertion becomes thenable by being given a `then`, and awaiting it reads
 * that `then`; so both can be seen from a property on the assertions' prototype.
 */
export class UnawaitedAssertions {
  readonly #pending = new Set<object>();

  constructor() {
    const pending = this.#pending;
    // biome-ignore lint/suspicious/noThenProperty: seeing it read and written is the point
    Object.defineProperty(Assertion.prototype, "then", {
      configurable: true,
      get: () => undefined,
      set(this: object, then: unknown) {
        pending.add(this);
        // biome-ignore lint/suspicious/noThenProperty: the same, on the assertion that has become thenable
        Object.defineProperty(this, "then", {
          configurable: true,
          get: () => {
            pending.delete(this);
            return then;
          },
          // A chained matcher (`.to.emit(…).withArgs(…)`) replaces it, and has to be awaited in its turn.
          set: (next: unknown) => {
            pending.add(this);
            then = next;
          },
        });
      },
    });
  }

  /** Starts afresh, before a test. */
  forget(): void {
    this.#pending.clear();
  }

  /** @throws Error when the test that has just ended left an assertion without awaiting it. */
  failIfAny(): void {
    const count = this.#pending.size;
    this.forget();
    if (count > 0)
      throw new Error(`${count} asynchronous assertion(s) of this test were not awaited: put "await" before expect(…)`);
  }
}
