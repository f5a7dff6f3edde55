import { closeAtEnd } from "./support/at-end.ts";
import { UnawaitedAssertions } from "./support/unawaited-assertions.ts";

// A rejection nobody handles is a test that did not wait: mocha turns the throw into a failure of what is running.
process.on("unhandledRejection", (reason) => {
  throw reason instanceof Error ? reason : new Error(`Unhandled rejection: ${String(reason)}`);
});

const unawaited = new UnawaitedAssertions();

/** Mocha's root hooks, for every test of the suite. */
export const mochaHooks = {
  beforeEach(): void {
    unawaited.forget();
  },
  afterEach(): void {
    unawaited.failIfAny();
  },
};

/** For mocha's own command; scripts/test.ts does the same when a process of its has run its last file. */
export const mochaGlobalTeardown = closeAtEnd;
