import { expect } from "chai";
import waysOut from "../../data/ways-out.json" with { type: "json" };
import { CliError } from "../../src/cli/cli-error.ts";
import { failureOf } from "../../src/cli/failures.ts";
import { ProblemError } from "../../src/client/problem-error.ts";
import { refusalsInChinese } from "../../src/client/refusals-in-chinese.ts";
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

  it("say what to do about it, in the reader's language", () => {
    const { text, items } = failureOf(problem(422));
    expect(text.zh).to.equal("账本将拒绝：NonceSpent (nonce 7)");
    expect(items).to.deep.equal([
      {
        en: "The organisation has used or cancelled this nonce. If the statement was sent before, it is on the ledger: look it up by its digest. Otherwise sign again with an unused nonce.",
        zh: "该组织已使用或作废此序号。若声明曾提交，请按摘要查询；否则以新序号重新签署。",
      },
    ]);
    const unheardOf = failureOf(new LedgerRefusal({ name: "toString", args: {} }));
    expect(unheardOf.items).to.deep.equal([]);
  });

  it("name every field that the service does not take", () => {
    const errors = [{ in: "body", path: "message.grams", message: "unknown field" }] as const;
    const { code: _, error: __, ...rest } = problem(400).problem;
    const refused = failureOf(new ProblemError({ ...rest, code: "invalid-request", errors: [...errors] }));
    expect(refused.items).to.deep.equal([{ en: "message.grams: unknown field", zh: "message.grams：未知字段" }]);
    expect(refused.text.zh).to.equal(`服务拒绝：${refusalsInChinese["invalid-request"]}`);
  });

  it("have a sentence in Chinese for every error of docs/errors.md, and for no other", () => {
    expect(Object.keys(refusalsInChinese)).to.have.members(Object.keys(waysOut));
    for (const [name, zh] of Object.entries(refusalsInChinese)) expect(zh, name).to.match(/\p{Script=Han}.*[。：]$/u);
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
