import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { CommandLine } from "../command-line.ts";

const password = { YTTERBY_KEY_PASSWORD: "a password with spaces" };
const wallet = new Wallet(`0x${"11".repeat(32)}`);

describe("ytterby keys", () => {
  let line: CommandLine;

  beforeEach(async () => {
    line = await CommandLine.create();
  });

  afterEach(() => line.remove());

  it("creates a key that wallets can open with its password, in a file for its owner only", async () => {
    const created = await line.run(["--json", "keys", "create", "refinery"], password);
    expect(created).to.include({ status: 0, err: "" });
    const { address } = JSON.parse(created.out);
    const path = join(line.folder, "keys", "refinery.json");
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    const opened = await Wallet.fromEncryptedJson(await readFile(path, "utf8"), password.YTTERBY_KEY_PASSWORD);
    expect(opened.address).to.equal(address);
    expect(await line.run(["keys", "export-address", "refinery"])).to.deep.equal({
      status: 0,
      out: `${address}\n`,
      err: "",
    });
  });

  it("makes no key with a password that is soon guessed", async () => {
    const ended = await line.run(["keys", "create", "refinery"], { YTTERBY_KEY_PASSWORD: "short" });
    expect(ended).to.include({ status: 64, out: "" });
    expect(ended.err).to.contain("at least 8 characters");
  });

  it("imports a private key from a file, and lists keys by name", async () => {
    const key = join(line.folder, "secret");
    await writeFile(key, `${wallet.privateKey}\n`);
    const passwordFile = join(line.folder, "password");
    await writeFile(passwordFile, "another\n");
    const imported = await line.run(["keys", "import", "b", "--file", key, "--password-file", passwordFile]);
    expect(imported.status, imported.err).to.equal(0);
    const keystore = join(line.folder, "keys", "b.json");
    const again = await line.run(["keys", "import", "a", "--file", keystore, "--password-file", passwordFile]);
    expect(again.status, again.err).to.equal(0);
    const { out } = await line.run(["--json", "keys", "list"]);
    const { address } = wallet;
    expect(JSON.parse(out)).to.deep.equal([
      { name: "a", address },
      { name: "b", address },
    ]);
  });

  it("refuses a wrong password with one sentence and a status of its own", async () => {
    await line.addKey("a", wallet, password.YTTERBY_KEY_PASSWORD);
    const keystore = join(line.folder, "keys", "a.json");
    const wrong = await line.run(["keys", "import", "b", "--file", keystore], { YTTERBY_KEY_PASSWORD: "wrong" });
    expect(wrong).to.deep.equal({ status: 5, out: "", err: "ytterby: The password of key b is wrong.\n" });
    expect(await readdir(join(line.folder, "keys"))).to.deep.equal(["a.json"]);
  });

  it("never repeats a malformed private key", async () => {
    const key = join(line.folder, "secret");
    await writeFile(key, "0xdeadbeef");
    const ended = await line.run(["keys", "import", "a", "--file", key], password);
    expect(ended.status).to.equal(64);
    expect(ended.err).to.not.contain("deadbeef");
  });

  it("overwrites no key, and takes no name that leads elsewhere", async () => {
    await line.addKey("a", wallet, password.YTTERBY_KEY_PASSWORD);
    const path = join(line.folder, "keys", "a.json");
    const before = await readFile(path, "utf8");
    expect(await line.run(["keys", "create", "a"], password)).to.include({
      status: 64,
      err: "ytterby: There is a key a already.\n",
    });
    expect(await readFile(path, "utf8")).to.equal(before);
    expect((await line.run(["keys", "create", "../a"], password)).status).to.equal(64);
  });

  it("asks for a password where there is none, and says so where nobody can be asked", async () => {
    const ended = await line.run(["keys", "create", "a"]);
    expect(ended.status).to.equal(64);
    expect(ended.err).to.contain("YTTERBY_KEY_PASSWORD");
  });

  it("fails for machines as JSON, and in Chinese where asked", async () => {
    const ended = await line.run(["--json", "--lang", "zh", "keys", "export-address", "nobody"]);
    expect(ended.status).to.equal(5);
    expect(JSON.parse(ended.err).error).to.include({ status: 5 });
    expect(JSON.parse(ended.err).error.message).to.contain("没有密钥 nobody");
  });

  it("answers wrong usage with 64, and help with 0", async () => {
    expect((await line.run(["keys", "melt"])).status).to.equal(64);
    expect((await line.run(["--help"])).status).to.equal(0);
  });
});
