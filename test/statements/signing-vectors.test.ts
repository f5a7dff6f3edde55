import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { TypedDataEncoder, verifyTypedData } from "ethers";
import { type Hex, hashTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { statementKinds } from "../../src/statements/registry.ts";
import type { TypedData } from "../../src/statements/typed-data.ts";

interface Vector {
  kind: string;
  typedData: TypedData;
  digest: string;
  signature: string;
}

const file = join(import.meta.dirname, "../../docs/signing-vectors.json");
const { key, vectors } = JSON.parse(readFileSync(file, "utf8")) as {
  key: { privateKey: Hex; address: string };
  vectors: Vector[];
};

/** The typed data as viem has it: its own types of JSON. */
const forViem = ({ typedData }: Vector) => typedData as unknown as Parameters<typeof hashTypedData>[0];

describe("the vectors of the page on signing", () => {
  it("are one of each kind", () => {
    expect(vectors.map(({ kind }) => kind)).to.deep.equal(Object.keys(statementKinds));
  });

  for (const vector of vectors) {
    const { kind, typedData, digest, signature } = vector;
    it(`have the digest and the signature that ethers and viem find of a ${kind}`, async () => {
      const { domain, primaryType, message } = typedData;
      const { EIP712Domain, ...types } = typedData.types;
      expect(EIP712Domain).to.deep.equal(TypedDataEncoder.getPayload(domain, types, message).types.EIP712Domain);
      expect(TypedDataEncoder.from(types).primaryType).to.equal(primaryType);
      expect(TypedDataEncoder.hash(domain, types, message)).to.equal(digest);
      expect(verifyTypedData(domain, types, message, signature)).to.equal(key.address);
      expect(hashTypedData(forViem(vector))).to.equal(digest);
      expect(await privateKeyToAccount(key.privateKey).signTypedData(forViem(vector))).to.equal(signature);
    });
  }

  it("are found otherwise where a value is another", () => {
    for (const { typedData, digest } of vectors) {
      const { EIP712Domain, ...types } = typedData.types;
      const message = { ...typedData.message, validBefore: "1790086401" };
      expect(EIP712Domain).to.have.length(4);
      expect(TypedDataEncoder.hash(typedData.domain, types, message)).to.not.equal(digest);
    }
  });
});
