import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { id } from "ethers";
import { withDocuments } from "../../../src/certificate/documents.ts";
import { packCertificate, writeCertificate } from "../../../src/certificate/read-certificate.ts";
import { exitStatus } from "../../../src/cli/exit-status.ts";
import { bytesOfText } from "../../../src/domain/bytes.ts";
import { type CertifiedLot, certifiedLot } from "../../certificate/certified-lot.ts";
import { CommandLine } from "../command-line.ts";
import { deployedManifest } from "../deployed-manifest.ts";

describe("ytterby certificate", () => {
  let line: CommandLine;
  let lot: CertifiedLot;
  const file = (name: string) => join(line.folder, name);

  before(async function () {
    this.timeout(60_000);
    line = await CommandLine.create();
    lot = await certifiedLot();
    const { certificate, operator } = lot;
    await Promise.all([
      writeFile(file("lot.ytc"), await packCertificate(certificate)),
      writeFile(file("short.ytc"), writeCertificate({ ...certificate, proof: certificate.proof.slice(1) })),
      writeFile(file("report.ytc"), writeCertificate(withDocuments(certificate, [bytesOfText("report")]))),
      mkdir(file("documents")),
      writeFile(file("trusted.json"), JSON.stringify(operator)),
    ]);
  });

  after(() => line.remove());

  it("verifies a file with what is trusted, and says whose word it is", async () => {
    const { status, out } = await line.run([
      "certificate",
      "verify",
      file("lot.ytc"),
      "--network",
      file("trusted.json"),
    ]);
    expect(out).to.contain("By its operator's word alone").and.to.contain("VALID: ").and.to.contain("PAGE-1");
    expect(status).to.equal(exitStatus.done);
  });

  it("saves the documents that came with a file under their hashes", async () => {
    const verify = ["certificate", "verify", file("report.ytc"), "--network", file("trusted.json")];
    const { status, out } = await line.run([...verify, "--documents", file("documents")]);
    expect(out).to.contain(`a document that a statement in it names: ${id("report")}, 6 bytes.`);
    expect(status).to.equal(exitStatus.done);
    expect(await readFile(join(file("documents"), id("report")), "utf8")).to.equal("report");
  });

  it("shows nothing as valid of a network that nobody trusts", async () => {
    for (const language of ["en", "zh"]) {
      const { status, out } = await line.run(["--lang", language, "certificate", "verify", file("lot.ytc")]);
      expect(out)
        .to.match(/Unknown network|未知网络/)
        .and.to.not.match(/VALID|有效：/);
      expect(status).to.equal(exitStatus.unreachable);
    }
    const { out } = await line.run(["--json", "certificate", "verify", file("lot.ytc")]);
    expect(JSON.parse(out)).to.deep.include({ conclusion: "unknown-network", claimed: lot.operator });
  });

  it("refuses a file by the check that found it, and what is no file", async () => {
    const refused = await line.run(["certificate", "verify", file("short.ytc")]);
    expect([refused.status, refused.out]).to.deep.equal([exitStatus.notValid, ""]);
    expect(refused.err).to.contain("The proof of something that the file rests on lacks.");
    const missing = await line.run(["certificate", "verify", file("nothing.ytc")]);
    expect([missing.status, missing.err]).to.deep.equal([
      exitStatus.usage,
      `ytterby: ${file("nothing.ytc")} cannot be read: ENOENT.\n`,
    ]);
    const wrong = await line.run(["certificate", "verify", file("lot.ytc"), "--network", file("lot.ytc")]);
    expect([wrong.status, wrong.err]).to.deep.equal([
      exitStatus.usage,
      `ytterby: ${file("lot.ytc")} is no descriptor of a network. Make one by \`ytterby network --out\`.\n`,
    ]);
  });

  it("tells eight words of the ledger of a data folder, and writes what is to be trusted once", async () => {
    const none = await line.run(["network"]);
    expect([none.status, none.err]).to.deep.equal([
      exitStatus.usage,
      `ytterby: There is no deployment manifest at ${file("deployment.json")}. Name it by --manifest, or the data folder by --data.\n`,
    ]);
    await deployedManifest(line.folder);
    expect((await line.run(["network"])).err).to.contain("There is no operator's key in the data folder.");
    await writeFile(file("operator.key"), `0x${"0e".repeat(32)}\n`);
    const { out, status } = await line.run(["network", "--fingerprint", "--out", file("network.json")]);
    expect(out).to.match(/^[a-z]+( [a-z]+){7}\n$/);
    expect(status).to.equal(exitStatus.done);
    expect((await line.run(["network", "--fingerprint"])).out).to.equal(out);
    const again = await line.run(["network", "--out", file("network.json")]);
    expect(again.err).to.equal(`ytterby: ${file("network.json")} cannot be written: it exists already.\n`);
  });
});
