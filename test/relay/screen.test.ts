import { expect } from "chai";
import type { PreparedStatement, PreparedSubmission } from "../../src/relay/prepared-submission.ts";
import { Screen } from "../../src/relay/screen.ts";
import type { OpenStatement } from "../../src/store/repositories/relay-submissions.ts";

const open = (submission: string, digest: string, nonce: bigint, included = false): OpenStatement => ({
  submission,
  digest,
  organisation: "org",
  nonce,
  included,
});

/** A submission of statements given as digest and nonce. */
const submission = (id: string, ...statements: [string, bigint][]): PreparedSubmission => ({
  id,
  validBefore: 0,
  statements: statements.map(([digest, nonce]) => ({ digest, organisation: "org", nonce }) as PreparedStatement),
});

describe("Screen", () => {
  it("lets through what nothing stands against", () => {
    const screen = new Screen(new Set(), [open("a", "a", 1n)]);
    expect(screen.judge(submission("b", ["b", 2n]))).to.deep.equal({ kind: "new" });
  });

  it("knows what is included, alone or all of a bundle, and what is under way", () => {
    const screen = new Screen(new Set(["a", "b"]), [open("c", "c", 3n), open("bundle", "d", 4n)]);
    for (const known of [
      submission("a", ["a", 1n]),
      submission("x", ["a", 1n], ["b", 2n]),
      submission("c", ["c", 3n]),
      submission("bundle", ["d", 4n]),
      submission("d", ["d", 4n]),
    ]) {
      expect(screen.judge(known), known.id).to.deep.equal({ kind: "known" });
    }
  });

  it("refuses a bundle with a statement that is under way elsewhere, and a nonce that is", () => {
    const screen = new Screen(new Set(), [open("a", "a", 1n)]);
    expect(screen.judge(submission("x", ["b", 2n], ["a", 1n]))).to.deep.equal({
      kind: "refused",
      refusal: { code: "statement-pending", digest: "a", pending: "a" },
    });
    expect(screen.judge(submission("c", ["c", 1n]))).to.deep.equal({
      kind: "refused",
      refusal: { code: "nonce-pending", organisation: "org", nonce: 1n, pending: "a" },
    });
  });

  it("leaves to the ledger what an included statement stands against", () => {
    for (const one of [submission("c", ["c", 1n]), submission("x", ["b", 2n], ["a", 1n])]) {
      const screen = new Screen(new Set(["a"]), [open("a", "a", 1n, true)]);
      expect(screen.judge(one)).to.deep.equal({ kind: "new" });
    }
  });

  it("puts off what another of the batch may stand against", () => {
    const screen = new Screen(new Set(), []);
    expect(screen.judge(submission("a", ["a", 1n]))).to.deep.equal({ kind: "new" });
    expect(screen.judge(submission("b", ["b", 1n]))).to.deep.equal({ kind: "deferred" });
    expect(screen.judge(submission("x", ["c", 3n], ["a", 1n]))).to.deep.equal({ kind: "deferred" });
    // What was put off claims nothing.
    expect(screen.judge(submission("c", ["c", 3n]))).to.deep.equal({ kind: "new" });
  });
});
