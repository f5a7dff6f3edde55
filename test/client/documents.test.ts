import { expect } from "chai";
import { keccak256, toUtf8Bytes } from "ethers";
import { listDocuments, openDocument, plainDocument, sealDocument } from "../../src/client/documents.ts";

const content = toUtf8Bytes("Nd 64.3 %");

describe("a document that a statement names", () => {
  it("is sealed with a salt, so that nobody can guess it by its hash, and opened again", () => {
    const [one, other] = [sealDocument("report.txt", content), sealDocument("report.txt", content)];
    expect(one.hash).to.equal(keccak256(one.bytes)).and.to.not.equal(other.hash);
    expect(JSON.parse(new TextDecoder().decode(one.bytes))).to.have.keys("document", "name", "salt");
    const opened = openDocument(one.bytes);
    expect(opened?.name).to.equal("report.txt");
    expect(Buffer.from(opened?.content ?? [])).to.deep.equal(Buffer.from(content));
  });

  it("is listed with others by their hashes, in order", () => {
    const hashes = [plainDocument(content).hash, keccak256("0x")];
    const { bytes, hash } = listDocuments(hashes);
    expect(hash).to.equal(keccak256(bytes));
    expect(JSON.parse(new TextDecoder().decode(bytes))).to.deep.include({ documents: hashes });
  });

  it("is no envelope where it is anything else", () => {
    const almost = JSON.stringify({ document: "not Base64!", name: "a", salt: "0".repeat(32) });
    for (const text of ["", "%PDF-1.7", "null", "{}", almost])
      expect(openDocument(toUtf8Bytes(text))).to.equal(undefined);
    expect(openDocument(Uint8Array.of(0xff, 0xfe))).to.equal(undefined);
    expect(plainDocument(content).hash).to.equal(keccak256(content));
  });
});
