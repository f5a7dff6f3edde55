import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { statementDigest } from "../../../src/statements/digest.ts";
import { recoverAddress } from "../../../src/statements/recover.ts";
import { type Draft, statementToWire, type UnsignedStatement } from "../../../src/statements/statement.ts";
import { CommandLine } from "../command-line.ts";

const holder = new Wallet(`0x${"11".repeat(32)}`);
const recipient = new Wallet(`0x${"22".repeat(32)}`);
const password = { YTTERBY_KEY_PASSWORD: "secret" };
const domain = { chainId: 31337n, verifyingContract: `0x${"5".repeat(40)}` };

const handOver: Draft<"hand-over"> = {
  kind: "hand-over",
  message: {
    lot: 7n,
    grams: 2_500_000n,
    country: "CN",
    recipient: recipient.address,
    recipientKey: recipient.address,
    occurredAt: 1_790_000_000,
    organisation: holder.address,
    key: holder.address,
    nonce: 1n,
    validAfter: 0,
    validBefore: Math.floor(Date.now() / 1000) + 86_400,
  },
};

describe("ytterby sign", () => {
  let line: CommandLine;
  let draft: string;

  before(async () => {
    line = await CommandLine.create();
    for (const [name, key] of Object.entries({ holder, recipient })) {
      await line.addKey(name, key, password.YTTERBY_KEY_PASSWORD);
    }
    draft = join(line.folder, "draft.json");
    const json = { domain: { ...domain, chainId: "31337" }, ...statementToWire(handOver) };
    await writeFile(draft, JSON.stringify(json));
  });

  after(() => line.remove());

  it("signs as holder and as recipient, without any network", async () => {
    const signed = join(line.folder, "signed.json");
    const complete = join(line.folder, "complete.json");
    const first = await line.run(["sign", draft, "--key", "holder", "--out", signed], password);
    expect(first.status, first.err).to.equal(0);
    expect(first.err).to.contain("hands 2.5 t of lot");
    const second = await line.run(
      ["sign", signed, "--counter", "--key", "recipient", "--out", complete, "--lang", "zh"],
      password,
    );
    expect(second.status, second.err).to.equal(0);
    expect(second.err).to.contain("移交");
    const { signature, countersignature, message } = JSON.parse(await readFile(complete, "utf8"));
    const digest = statementDigest(handOver as UnsignedStatement, domain);
    expect(recoverAddress(digest, signature)).to.equal(holder.address);
    expect(recoverAddress(digest, countersignature)).to.equal(recipient.address);
    expect(message).to.deep.equal(statementToWire(handOver).message);
  });

  it("signs with no key but the one the draft names", async () => {
    const ended = await line.run(["sign", draft, "--key", "recipient"], password);
    expect(ended).to.include({ status: 5, out: "" });
    expect(ended.err).to.contain(holder.address);
  });

  it("says which field of a draft cannot be accepted", async () => {
    const broken = join(line.folder, "broken.json");
    const { message, ...rest } = JSON.parse(await readFile(draft, "utf8"));
    await writeFile(broken, JSON.stringify({ ...rest, message: { ...message, grams: -1, colour: "red" } }));
    const ended = await line.run(["sign", broken, "--key", "holder"], password);
    expect(ended.status).to.equal(64);
    expect(ended.err).to.contain("message.grams").and.to.contain("colour");
  });

  it("refuses a wrong password with one sentence", async () => {
    const ended = await line.run(["sign", draft, "--key", "holder"], { YTTERBY_KEY_PASSWORD: "wrong" });
    expect(ended).to.include({ status: 5, out: "" });
    expect(ended.err.split("\n").slice(2)).to.deep.equal(["ytterby: The password of key holder is wrong.", ""]);
  });

  it("says why a result cannot be written", async () => {
    const ended = await line.run(["typed-data", draft, "--out", join(line.folder, "nowhere/data.json")]);
    expect(ended).to.include({ status: 64, out: "" });
    expect(ended.err).to.contain("nowhere/data.json cannot be written: its folder does not exist.");
  });

  it("shows until when the signature stands, and signs none that stands for ever by mistake", async () => {
    const { message, ...rest } = JSON.parse(await readFile(draft, "utf8"));
    const windowed = async (fields: object, ...options: string[]) => {
      const path = join(line.folder, "windowed.json");
      await writeFile(path, JSON.stringify({ ...rest, message: { ...message, ...fields } }));
      return line.run(["sign", path, "--key", "holder", ...options], password);
    };
    const now = Math.floor(Date.now() / 1000);
    const milliseconds = await windowed({ validBefore: 1_895_000_000_000 });
    expect(milliseconds).to.include({ status: 64, out: "" });
    expect(milliseconds.err)
      .to.contain("from 1970-01-01 00:00:00 until +062020-02-28")
      .and.to.contain("not milliseconds");
    expect((await windowed({ validBefore: 1_895_000_000_000 }, "--far-window")).status).to.equal(0);
    expect((await windowed({ validBefore: 2 ** 48 - 1 })).err).to.contain("until 281474976710655 (UTC)");
    expect((await windowed({ validBefore: now - 60 })).err).to.contain("the window is over since");
    expect((await windowed({ validAfter: now + 9, validBefore: now + 8 })).err).to.contain("the window is empty");
    const chinese = await windowed({ validBefore: now + 8_000_000 }, "--lang", "zh");
    expect(chinese).to.include({ status: 64 });
    expect(chinese.err).to.contain("超过 90 天");
  });
});
