import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Certificate } from "../../src/certificate/certificate-schema.ts";
import { FILE_MAXIMUM, readCertificate, writeCertificate } from "../../src/certificate/read-certificate.ts";
import { CertificateRefusal } from "../../src/certificate/refusal.ts";
import { contractNames } from "../../src/statements/contract-names.ts";

const hash = `0x${"11".repeat(32)}`;
const address = `0x${"22".repeat(20)}`;
const small: Certificate = {
  format: "ytterby-certificate/1",
  subject: { chainId: 1, lot: hash },
  manifest: {
    version: 1,
    chainId: 1,
    genesisHash: hash,
    blockNumber: 0,
    governor: address,
    contracts: Object.fromEntries(
      contractNames.map((name) => [name, { address, codeHash: hash }]),
    ) as Certificate["manifest"]["contracts"],
  },
  anchor: { kind: "checkpoint", header: "0xc0", signature: "0x00" },
  proof: [],
  lots: [],
  statements: [],
  registers: [],
  arbitrations: [],
  inputs: [],
};
const text = new TextDecoder().decode(writeCertificate(small));

async function refusal(file: string | Uint8Array): Promise<string> {
  try {
    await readCertificate(typeof file === "string" ? new TextEncoder().encode(file) : file);
  } catch (error) {
    if (error instanceof CertificateRefusal) return error.code;
    throw error;
  }
  return "accepted";
}

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const withArbitration = (json: string) => text.replace('"arbitrations":[]', `"arbitrations":[${json}]`);

describe("certificate/read-certificate", () => {
  it("reads what was written, and what was packed by anybody", async () => {
    expect(await readCertificate(new TextEncoder().encode(text))).to.deep.equal(small);
    expect(await readCertificate(gzipSync(text))).to.deep.equal(small);
  });

  const bad: [string, string | Uint8Array, string][] = [
    ["nothing", "", "unreadable"],
    ["no JSON", "certificate", "unreadable"],
    ["bytes that are no text", Uint8Array.of(0x22, 0xff, 0x22), "unreadable"],
    ["gzip that breaks off", gzipSync(text).subarray(0, 40), "unreadable"],
    ["gzip of something else", gzipSync("certificate"), "unreadable"],
    ["a byte order mark", `\uFEFF${text}`, "unreadable"],
    [
      "a key that comes twice",
      text.replace('"arbitrations":[]', '"arbitrations":[],"arbitrations":[]'),
      "not-canonical",
    ],
    ["spaces", text.replace(":", ": "), "not-canonical"],
    ["keys out of order", `{"subject":{},"anchor":{}}`, "not-canonical"],
    ["a number beyond 2^53", withArbitration('{"consignment":9007199254740993}'), "not-canonical"],
    ["another way to write a number", withArbitration('{"consignment":1e3}'), "not-canonical"],
    ["half a character", withArbitration('{"consignment":"\\ud800"}'), "not-canonical"],
    ["depth", nested(33), "too-deep"],
    ["depth without end", "[".repeat(5_000_000), "too-deep"],
    ["a copied verdict", text.replace(/}$/, ',"verdict":"valid"}'), "malformed"],
    ["a prototype", text.replace('{"anchor"', '{"__proto__":{"format":1},"anchor"'), "malformed"],
    ["another format", text.replace("certificate/1", "certificate/2"), "malformed"],
    [
      "a hash in capitals",
      text.replace(hash, hash.toUpperCase().replace("0X", "0x").replaceAll("1", "A")),
      "malformed",
    ],
  ];
  for (const [what, file, code] of bad) {
    it(`refuses ${what}`, async () => expect(await refusal(file)).to.equal(code));
  }

  it("keeps what is named like a prototype a name", async () => {
    const read = await readCertificate(new TextEncoder().encode(withArbitration('{"__proto__":{"consignment":"0x"}}')));
    expect(read.arbitrations[0]?.consignment).to.equal(undefined);
    expect(({} as { consignment?: unknown }).consignment).to.equal(undefined);
  });

  it("refuses what is larger than 64 MB, and unpacks no more than that", async () => {
    expect(await refusal(new Uint8Array(FILE_MAXIMUM + 1))).to.equal("too-large");
    expect(await refusal(gzipSync(Buffer.alloc(FILE_MAXIMUM + 1)))).to.equal("too-large");
  });

  it("refuses more than ten thousand ancestors", async () => {
    const lots = Array.from({ length: 10_002 }, (_, index) => ({
      id: `0x${index.toString(16).padStart(64, "0")}`,
      links: [],
    }));
    expect(await refusal(writeCertificate({ ...small, lots }))).to.equal("too-many-lots");
  });
});
