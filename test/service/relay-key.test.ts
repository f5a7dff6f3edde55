import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { encryptKeystoreJsonSync, Wallet } from "ethers";
import { readConfig } from "../../src/config/config.ts";
import { relayKey } from "../../src/service/relay-key.ts";

const wallet = new Wallet(`0x${"11".repeat(32)}`);

describe("the relay's key", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-relay-key-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it("is the one that is set", async () => {
    const config = readConfig({ YTTERBY_DATA: folder, YTTERBY_RELAY_KEY: wallet.privateKey });
    expect(await relayKey(config)).to.equal(wallet.privateKey);
  });

  it("comes from an encrypted keystore, with its password only", async () => {
    const file = join(folder, "keystore.json");
    const { address, privateKey } = wallet;
    await writeFile(file, encryptKeystoreJsonSync({ address, privateKey }, "secret", { scrypt: { N: 2 } }));
    const settings = (password: string) =>
      readConfig({ YTTERBY_RELAY_KEY_FILE: file, YTTERBY_RELAY_KEY_PASSWORD: password });
    expect(await relayKey(settings("secret"))).to.equal(wallet.privateKey);
    const failure = await relayKey(settings("wrong")).catch((error: Error) => error);
    expect(String(failure)).to.contain("does not open").and.to.not.contain("wrong");
  });

  it("is one of the service's own where none is set", async () => {
    const key = await relayKey(readConfig({ YTTERBY_DATA: folder }));
    expect(`${key}\n`).to.equal(await readFile(join(folder, "relay.key"), "utf8"));
  });
});
