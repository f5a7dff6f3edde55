import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { Signature, SigningKey, Wallet } from "ethers";
import { hashTypedData } from "viem";
import { statementDigest } from "../../../src/statements/digest.ts";
import { statementKinds } from "../../../src/statements/registry.ts";
import type { UnsignedStatement } from "../../../src/statements/statement.ts";
import { signatureForms } from "../../fixtures/signature-forms.ts";
import { CommandLine } from "../command-line.ts";

const key = new SigningKey(`0x${"11".repeat(32)}`);
const { address } = new Wallet(key);
const domain = { chainId: "31337", verifyingContract: `0x${"5".repeat(40)}` };

describe("ytterby typed-data", () => {
  let line: CommandLine;
  let draft: string;
  let digest: string;

  before(async () => {
    line = await CommandLine.create();
    draft = join(line.folder, "draft.json");
    const validBefore = Math.floor(Date.now() / 1000) + 3_600;
    const message = { ...statementKinds["rotate-key"].example.message, key: address, validAfter: 0, validBefore };
    await writeFile(draft, JSON.stringify({ domain, kind: "rotate-key", message }));
    const statement = { kind: "rotate-key", message: statementKinds["rotate-key"].messageSchema.parse(message) };
    digest = statementDigest(statement as UnsignedStatement, { ...domain, chainId: 31_337n });
  });

  after(() => line.remove());

  it("is what a wallet signs, and shows first what that is and how long it stands", async () => {
    const printed = await line.run(["typed-data", draft]);
    expect(printed.status, printed.err).to.equal(0);
    expect(printed.err).to.contain("changes keys").and.to.contain("until ").and.to.contain(digest);
    expect(hashTypedData(JSON.parse(printed.out))).to.equal(digest);
    expect((await line.run(["typed-data", draft, "--digest"])).out).to.equal(`${digest}\n`);
    expect(JSON.parse((await line.run(["--json", "typed-data", draft, "--digest"])).out)).to.deep.equal({ digest });
  });

  it("takes the signature in whatever form the wallet or the key service gives it", async () => {
    const signature = key.sign(digest);
    const { DER = "", ...forms } = signatureForms(Signature.from(signature));
    const base64 = Buffer.from(DER.slice(2), "hex").toString("base64");
    for (const form of [base64, DER.slice(2), ...Object.values(forms).slice(0, 3)]) {
      const out = join(line.folder, "signed.json");
      const ended = await line.run(["sign", draft, "--signature", form, "--out", out]);
      expect(ended.status, `${form}\n${ended.err}`).to.equal(0);
      expect(JSON.parse(await readFile(out, "utf8")).signature).to.equal(signature.serialized);
    }
  });

  it("takes no signature of another key, or over something else, and none is made without a key", async () => {
    const other = new SigningKey(`0x${"22".repeat(32)}`).sign(digest).serialized;
    for (const wrong of [other, key.sign(`0x${"77".repeat(32)}`).serialized, "MEUCIQ==", "0x"]) {
      const ended = await line.run(["sign", draft, "--signature", wrong]);
      expect(ended, wrong).to.include({ status: 5, out: "" });
      expect(ended.err).to.contain(`no signature of key ${address} over the digest ${digest}`);
    }
    expect((await line.run(["sign", draft])).err).to.contain("--signature");
  });
});
