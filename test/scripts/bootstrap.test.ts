import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { isRunning } from "../../src/data-folder/process-status.ts";
import { FakeProject } from "../support/fake-project.ts";

const PRINT = ["node", "-e", "console.log(process.argv.slice(1).join('|'))"];

describe("bootstrap", function () {
  this.timeout(60_000);
  let project: FakeProject;

  beforeEach(() => {
    project = new FakeProject();
  });

  afterEach(() => {
    project.remove();
  });

  it("installs and compiles at first, and is silent when nothing is to do", async () => {
    const first = await project.run([...PRINT, "a b", "--c"]);
    expect(first.stderr).to.contain("installing dependencies").and.to.contain("compiling contracts");
    expect(first).to.include({ status: 0, stdout: "a b|--c\n" });
    expect(project.builds).to.equal(1);

    const second = await project.run([...PRINT, "again"]);
    expect(second).to.deep.equal({ status: 0, signal: null, stdout: "again\n", stderr: "" });
    expect(project.builds).to.equal(1);
  });

  it("puts the project's Node and commands first on the PATH", async () => {
    const { stdout } = await project.run(["sh", "-c", "command -v node; command -v hardhat"]);
    expect(stdout).to.equal(`${process.execPath}\n${project.folder}/node_modules/.bin/hardhat\n`);
  });

  it("ends with the command's exit status", async () => {
    expect(await project.run(["node", "-e", "process.exit(7)"])).to.include({ status: 7 });
  });

  it("hands signals to the command and ends as it ends", async () => {
    for (const [handler, outcome] of [
      ["process.on('SIGTERM', () => process.exit(3));", { status: 3, signal: null }],
      ["", { status: null, signal: "SIGTERM" }],
    ] as const) {
      const { child, ended } = project.start([
        "node",
        "-e",
        `${handler} setInterval(() => {}, 1e6); console.log("ready")`,
      ]);
      if (child.stdout !== null) await once(child.stdout, "data");
      child.kill("SIGTERM");
      expect(await ended).to.include(outcome);
    }
  });

  it("has the command end where npm, which started it, or it itself is killed", async () => {
    await project.run(PRINT);
    const manifest = JSON.parse(project.read("package.json"));
    const program = "console.log(process.pid, process.ppid); setInterval(() => {}, 1e6)";
    const serve = `node scripts/bootstrap.mjs node -e "${program}"`;
    project.write("package.json", JSON.stringify({ ...manifest, scripts: { serve } }));
    // Slow enough that npm has ended before anybody who looks late has found it.
    project.write("slow/ps", `#!/bin/sh\nsleep 0.5\nPATH=${JSON.stringify(process.env.PATH)} exec ps "$@"\n`);
    chmodSync(join(project.folder, "slow/ps"), 0o755);
    const env = { ...process.env, PATH: `${join(project.folder, "slow")}:${process.env.PATH}` };
    const ends = {
      "npm is asked to end": (npm: number) => process.kill(npm, "SIGTERM"),
      "npm is killed": (npm: number) => process.kill(npm, "SIGKILL"),
      "all are told of Ctrl-C": (npm: number) => process.kill(-npm, "SIGINT"),
      "all are asked to end": (npm: number) => process.kill(-npm, "SIGTERM"),
      "the bootstrap is killed": (_: number, bootstrap: number) => process.kill(bootstrap, "SIGKILL"),
    };
    for (const [name, end] of Object.entries(ends)) {
      const npm = spawn("npm", ["run", "--silent", "serve"], { cwd: project.folder, detached: true, env });
      const [line] = (await once(npm.stdout, "data")) as [Buffer];
      const [command = 0, bootstrap = 0] = line.toString().trim().split(" ").map(Number);
      // All that can write to it have ended then.
      const closed = once(npm.stdout, "close");
      end(npm.pid ?? 0, bootstrap);
      await closed;
      expect(isRunning(command), name).to.equal(false);
    }
  });

  it("compiles again when a contract has changed, and only then", async () => {
    await project.run(PRINT);
    project.write("contracts/A.sol", "contract A { uint256 x; }");
    await project.run(PRINT);
    await project.run(PRINT);
    expect(project.builds).to.equal(2);
  });

  it("says that contracts do not compile, in the compiler's words, and tries again next time", async () => {
    project.write("contracts/A.sol", "broken");
    for (const builds of [1, 2]) {
      const { status, stdout, stderr } = await project.run(PRINT);
      expect(status).to.equal(1);
      expect(stdout).to.equal("");
      expect(stderr).to.contain("A.sol is broken").and.to.contain("The contracts do not compile");
      expect(stderr).to.not.contain("    at ");
      expect(project.builds).to.equal(builds);
    }
  });

  it("leaves node_modules alone when npm has already made it what the lockfile asks for", async () => {
    await project.run(PRINT);
    project.write("node_modules/.ytterby-lock", "an older lockfile");
    const { stderr } = await project.run(PRINT);
    expect(stderr).to.equal("");
  });

  it("installs again when the lockfile asks for something else; without the registry it says so in one sentence", async () => {
    await project.run(PRINT);
    project.depend({ "is-odd": "3.0.1" });
    const { status, stderr } = await project.run(PRINT);
    expect(status).to.equal(1);
    expect(stderr).to.match(/The npm registry cannot be reached, and installing dependencies needs it[^\n]*\n$/);
    expect(project.exists(".toolchain/npm.log")).to.equal(true);
  });

  it("lets two starts at once prepare once", async () => {
    const both = await Promise.all([project.run([...PRINT, "one"]), project.run([...PRINT, "two"])]);
    expect(both.map(({ stdout }) => stdout)).to.deep.equal(["one\n", "two\n"]);
    expect(project.builds).to.equal(1);
    expect(project.exists(".toolchain/bootstrap.lock")).to.equal(false);
  });

  it("takes over the lock of a process that is gone", async () => {
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    project.write(".toolchain/bootstrap.lock", String(gone));
    expect(await project.run(PRINT)).to.include({ status: 0 });
    expect(project.builds).to.equal(1);
  });

  it("refuses a Node that is too old, and one that cannot be replaced on this platform, in one sentence", async () => {
    project.write(
      "pretend.cjs",
      `const node = process.env.PRETEND_NODE;
       Object.defineProperty(process, "versions", { value: { ...process.versions, node } });
       Object.defineProperty(process, "platform", { value: "sunos" });`,
    );
    for (const [version, sentence] of [
      ["18.20.8", /^Ytterby needs Node 20 or later to start from, and this is Node 18\.20\.8: [^\n]*\n$/],
      [
        "22.1.0",
        /^Ytterby runs under Node 24 or later, this is Node 22\.1\.0, and none can be fetched for sunos[^\n]*\n$/,
      ],
    ] as const) {
      process.env.PRETEND_NODE = version;
      const { status, stderr } = await project.run(PRINT, ["--require", "./pretend.cjs"]);
      delete process.env.PRETEND_NODE;
      expect(status).to.equal(1);
      expect(stderr).to.match(sentence);
    }
  });

  it("says how it is used when there is no command", async () => {
    expect(await project.run([])).to.include({
      status: 1,
      stderr: "Usage: node scripts/bootstrap.mjs [--portal] <command> [arguments…]\n",
    });
  });
});
