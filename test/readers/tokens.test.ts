import { expect } from "chai";
import { Tokens } from "../../src/readers/tokens.ts";
import { parties } from "../fixtures/parties.ts";

const key = `0x${"11".repeat(32)}`;
const ledger = `0x${"22".repeat(32)}`;
const session = { organisation: parties.miner.organisation, key: parties.miner.key.address };
/** A minute from when it is asked: the whole suite takes longer than that to get here. */
const later = () => Math.floor(Date.now() / 1_000) + 60;

describe("tokens of readers", () => {
  const tokens = new Tokens(key, ledger);

  it("give back what they were sealed with, sessions and machines' alike", async () => {
    const machine = { id: "0c5bd6c0-3b6c-4b2e-8a51-3c1b4d0f7a11", scopes: ["lots" as const] };
    expect(await tokens.open(await tokens.seal(session, later()))).to.deep.equal(session);
    const credential = { ...session, machine };
    expect(await tokens.open(await tokens.seal(credential, later()))).to.deep.equal(credential);
  });

  it("are not taken once they have run out, nor by another service or for another ledger", async () => {
    const token = await tokens.seal(session, later());
    expect(await tokens.open(await tokens.seal(session, later() - 61))).to.equal(undefined);
    expect(await new Tokens(ledger, ledger).open(token)).to.equal(undefined);
    expect(await new Tokens(key, key).open(token)).to.equal(undefined);
  });

  it("are not taken without their seal", async () => {
    const [, payload, seal] = (await tokens.seal(session, later())).split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
    for (const forged of [`${header}.${payload}.`, `${header}.${payload}.${seal}`, "", "a.b.c"]) {
      expect(await tokens.open(forged), forged).to.equal(undefined);
    }
  });
});
