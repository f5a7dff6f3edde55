import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { encryptKeystoreJsonSync, Wallet } from "ethers";
import { connectLedger } from "../../src/ledger/ledger.ts";
import { readManifest } from "../../src/ledger/manifest.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { type Anvil, startAnvil } from "../support/anvil.ts";

const script = fileURLToPath(new URL("../../scripts/deploy.ts", import.meta.url));
const uri = "https://example.org/v1/metadata/{id}.json";
const password = "a password";

describe("scripts/deploy", () => {
  let anvil: Anvil;
  let folder: string;
  let keystore: string;
  let manifestPath: string;
  const governor = new Wallet(`0x${"22".repeat(32)}`).address;

  before(async () => {
    anvil = await startAnvil();
    folder = await mkdtemp(join(tmpdir(), "deploy-script-"));
    keystore = join(folder, "deployer.json");
    manifestPath = join(folder, "deployment.json");
    // Cheap to open: what protects the key is not tested here.
    const account = new Wallet(`0x${"11".repeat(32)}`);
    await writeFile(keystore, encryptKeystoreJsonSync(account, password, { scrypt: { N: 2 } }));
  });

  after(async () => {
    await anvil.close();
    await rm(folder, { recursive: true });
  });

  async function run(args: string[], env: Record<string, string> = {}): Promise<{ status: number; output: string }> {
    const settings = { YTTERBY_RPC_URL: anvil.url, YTTERBY_MANIFEST: manifestPath, YTTERBY_KEY_PASSWORD: password };
    const path = process.env.PATH ?? "";
    const child = promisify(execFile)(process.execPath, [script, ...args], {
      env: { PATH: path, ...settings, ...env },
    });
    return child.then(
      ({ stdout }) => ({ status: 0, output: stdout }),
      ({ code, stderr }) => ({ status: code, output: stderr }),
    );
  }

  it("deploys once, for a governor, and says so again without doing it again", async () => {
    const args = ["--key", keystore, "--uri", uri, "--governor", governor.toLowerCase()];
    const first = await run(args, { YTTERBY_CHAIN_ID: "31337" });
    expect(first).to.deep.include({ status: 0 });
    expect(first.output).to.contain(`governed by ${governor}`);
    const manifest = await readManifest(manifestPath);
    if (manifest === undefined) throw new Error("no manifest");
    const rpc = new Rpc(anvil.url);
    try {
      await connectLedger(rpc, manifest);
      const before = await rpc.call("eth_blockNumber", []);
      expect((await run(args)).output).to.contain(`governed by ${governor}`);
      expect(await rpc.call("eth_blockNumber", [])).to.equal(before);
    } finally {
      rpc.close();
    }
  });

  const refusals: [string, string[], Record<string, string>, RegExp][] = [
    ["no network", ["--key", "k", "--uri", uri], { YTTERBY_RPC_URL: "" }, /^Set YTTERBY_RPC_URL/],
    ["no key", ["--uri", uri], {}, /^Name the deployer's encrypted keystore file/],
    ["no metadata URI", ["--key", "k"], {}, /^Give the metadata URI/],
    ["a governor that is no address", ["--key", "k", "--uri", uri, "--governor", "0x1"], {}, /0x1 is no address/],
    ["another chain", ["--uri", uri], { YTTERBY_CHAIN_ID: "5" }, /^The node serves chain 31337, but .* asks for 5/],
    ["a wrong password", ["--uri", uri], { YTTERBY_KEY_PASSWORD: "another" }, /does not open with that password/],
  ];
  for (const [what, args, env, message] of refusals) {
    it(`refuses ${what} in one sentence`, async () => {
      const withKey = ["another chain", "a wrong password"].includes(what) ? ["--key", keystore, ...args] : args;
      const { status, output } = await run(withKey, env);
      expect(status).to.equal(1);
      expect(output).to.match(message);
      expect(output.trim().split("\n")).to.have.length(1);
    });
  }
});
