import { expect } from "chai";
import { CliError } from "../../src/cli/cli-error.ts";
import { failureOf } from "../../src/cli/failures.ts";
import { ProblemError } from "../../src/client/problem-error.ts";
import { UnreachableError } from "../../src/client/unreachable-error.ts";
import { LedgerRefusal } from "../../src/ledger/ledger-error.ts";
import { RpcError } from "../../src/rpc/rpc.ts";

function problem(status: number): ProblemError {
  return new ProblemError({
    type: "urn:ytterby:problem:ledger-would-refuse",
    title: "The ledger would refuse the statement",
    status,
    code: "ledger-would-refuse",
    detail: "The ledger would refuse the statement: NonceSpent.",
    instance: "urn:uuid:0",
    error: { name: "NonceSpent", args: { nonce: 7 } },
  });
}

describe("failures of a command", () => {
  it("tell what the service refuses, with the ledger's values", () => {
    const failure = failureOf(problem(422));
    expect(failure.status).to.equal(3);
    expect(failure.text.en).to.equal("The ledger would refuse the statement: NonceSpent. (nonce 7)");
    expect(failure.details).to.have.nested.property("problem.error.name", "NonceSpent");
  });

  it("tell a service that cannot work from one that refuses", () => {
    expect(failureOf(problem(503)).status).to.equal(4);
    expect(failureOf(new UnreachableError("nobody there")).status).to.equal(4);
    expect(failureOf(new RpcError("transport", "refused")).status).to.equal(4);
  });

  it("tell what the ledger itself refuses", () => {
    const failure = failureOf(new LedgerRefusal({ name: "OrganisationUnknown", args: { organisation: "0x01" } }));
    expect(failure.status).to.equal(3);
    expect(failure.text.en).to.equal("The ledger refuses: OrganisationUnknown (organisation 0x01)");
    expect(failure.text.zh).to.equal("账本拒绝：OrganisationUnknown (organisation 0x01)");
  });

  it("keep what a command says itself, and call the rest a failure", () => {
    const own = new CliError("usage", { en: "No.", zh: "不。" });
    expect(failureOf(own)).to.equal(own);
    expect(failureOf(new Error("odd")).status).to.equal(1);
  });
});
