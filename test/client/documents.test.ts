import canonicalize from "canonicalize";
import { expect } from "chai";
import { keccak256, toUtf8Bytes } from "ethers";
import { z } from "zod";
import {
  listDocuments,
  openAssay,
  openDocument,
  plainDocument,
  sealAssay,
  sealDocument,
} from "../../src/client/documents.ts";
import { openApiDocument } from "../../src/http/openapi.ts";

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

  it("has what a laboratory found, by a schema that is published, in bytes that the hash is of", () => {
    const assay = { Nd: { partsPerHundredMillion: 60_000_000 }, Tb: { detectionLimit: 1_000 } };
    const photograph = plainDocument(content).hash;
    const [one, other] = [sealAssay(assay, [photograph]), sealAssay(assay, [photograph])];
    expect(one.hash).to.equal(keccak256(one.bytes)).and.to.not.equal(other.hash);
    expect(openAssay(one.bytes)).to.deep.equal({ assay, documents: [photograph] });
    const text = new TextDecoder().decode(one.bytes);
    expect(text).to.equal(canonicalize(JSON.parse(text)));
    const { components } = openApiDocument() as { components: { schemas: Record<string, object> } };
    const definitions = JSON.stringify(components.schemas).replaceAll("#/components/schemas/", "#/$defs/");
    const published = z.fromJSONSchema({ $ref: "#/$defs/AssayDocument", $defs: JSON.parse(definitions) });
    const sealed = JSON.parse(text) as Record<string, unknown>;
    expect(published.safeParse(sealed).success).to.equal(true);
    for (const wrong of [
      { assay: {} },
      { assay: { Fe: assay.Nd } },
      { salt: "12" },
      { documents: "none" },
      { more: 1 },
    ]) {
      const almost = { ...sealed, ...wrong };
      expect(published.safeParse(almost).success, JSON.stringify(wrong)).to.equal(false);
      expect(openAssay(toUtf8Bytes(JSON.stringify(almost)))).to.equal(undefined);
    }
    // A list of documents has no assay, and neither is a report.
    expect(openAssay(listDocuments([photograph]).bytes)).to.equal(undefined);
    expect(openDocument(one.bytes)).to.equal(undefined);
  });
});
