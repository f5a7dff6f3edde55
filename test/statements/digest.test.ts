import { expect } from "chai";
import { TypedDataEncoder, Wallet } from "ethers";
import fc from "fast-check";
import { encodeAbiParameters, type Hex, hashStruct, hashTypedData, keccak256 } from "viem";
import { content, lotId } from "../../src/statements/content.ts";
import { statementDigest, typedDataDomain } from "../../src/statements/digest.ts";
import { recoverAddress } from "../../src/statements/recover.ts";
import { type StatementKindName, statementKinds } from "../../src/statements/registry.ts";
import { signStatement } from "../../src/statements/sign.ts";
import { kindOf } from "../../src/statements/statement.ts";
import { type anyStatement, statements } from "./arbitraries.ts";
import { exampleDeclaration } from "./examples.ts";

const domain = { chainId: 31_337n, verifyingContract: "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC" };

describe("statementDigest", () => {
  // Both libraries have to give what the standard publishes before they can vouch for ours.
  it("rests on libraries that give the published digest of EIP-712's Mail", () => {
    const types = {
      Person: [
        { name: "name", type: "string" },
        { name: "wallet", type: "address" },
      ],
      Mail: [
        { name: "from", type: "Person" },
        { name: "to", type: "Person" },
        { name: "contents", type: "string" },
      ],
    };
    const mailDomain = {
      name: "Ether Mail",
      version: "1",
      chainId: 1,
      verifyingContract: "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
    } as const;
    const message = {
      from: { name: "Cow", wallet: "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826" },
      to: { name: "Bob", wallet: "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" },
      contents: "Hello, Bob!",
    } as const;
    const published = "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2";
    expect(hashTypedData({ domain: mailDomain, types, primaryType: "Mail", message })).to.equal(published);
    expect(TypedDataEncoder.hash(mailDomain, types, message)).to.equal(published);
  });

  for (const name of Object.keys(statementKinds) as StatementKindName[]) {
    it(`agrees with viem on whatever is said by ${name}`, () => {
      fc.assert(
        fc.property(
          statements[name] as typeof anyStatement,
          fc.bigInt({ min: 1n, max: 2n ** 53n }),
          (statement, chainId) => {
            const kind = kindOf(statement.kind);
            const expected = hashTypedData({
              domain: { ...typedDataDomain(domain), chainId, verifyingContract: domain.verifyingContract as Hex },
              types: kind.types,
              primaryType: kind.primaryType,
              message: kind.encode(statement.message),
            });
            expect(statementDigest(statement, { ...domain, chainId })).to.equal(expected);
          },
        ),
        { numRuns: 40 },
      );
    });
  }

  it("is another one for another chain, contract or value", () => {
    const statement = exampleDeclaration();
    const digests = [
      statementDigest(statement, domain),
      statementDigest(statement, { ...domain, chainId: 1n }),
      statementDigest(statement, { ...domain, verifyingContract: statement.message.organisation }),
      statementDigest({ ...statement, message: { ...statement.message, nonce: 2n } }, domain),
    ];
    expect(new Set(digests).size).to.equal(4);
  });
});

describe("lotId", () => {
  it("agrees with viem on whatever is declared", () => {
    fc.assert(
      fc.property(statements.declare, ({ message }) => {
        const types = content.structs;
        const contentHash = hashStruct({ data: content.toRaw(message.content), primaryType: "Content", types });
        const encoded = encodeAbiParameters(
          [{ type: "address" }, { type: "string" }, { type: "bytes32" }],
          [message.organisation as Hex, message.lotNumber, contentHash],
        );
        const id = lotId(message.organisation, message.lotNumber, message.content);
        expect(id).to.equal(BigInt(keccak256(encoded)));
      }),
      { numRuns: 40 },
    );
  });
});

describe("signStatement", () => {
  const key = new Wallet(`0x${"11".repeat(32)}`);
  const recipientKey = new Wallet(`0x${"22".repeat(32)}`);

  it("signs the digest, for the recipient too where both sign", async () => {
    const [sample] = fc.sample(statements["hand-over"], { numRuns: 1, seed: 1 });
    if (sample === undefined) throw new Error("no sample");
    const { kind, message } = sample;
    const signed = await signStatement({ kind, message }, domain, key, recipientKey);
    const digest = statementDigest(signed, domain);
    expect(recoverAddress(digest, signed.signature)).to.equal(key.address);
    expect(recoverAddress(digest, signed.countersignature)).to.equal(recipientKey.address);
  });

  it("keeps the witness beside what is signed", async () => {
    const [sample] = fc.sample(statements.reject, { numRuns: 1, seed: 1 });
    if (sample === undefined) throw new Error("no sample");
    const { signature: _, ...draft } = sample;
    const signed = await signStatement(draft, domain, key);
    expect(signed).to.deep.equal({ ...draft, signature: signed.signature });
    expect(recoverAddress(statementDigest(signed, domain), signed.signature)).to.equal(key.address);
  });

  it("refuses a second signature too few or too many", async () => {
    const [handOver] = fc.sample(statements["hand-over"], { numRuns: 1, seed: 1 });
    if (handOver === undefined) throw new Error("no sample");
    const failure = (work: Promise<unknown>) =>
      work.then(
        () => "signed",
        (error: Error) => error.message,
      );
    const { kind, message } = handOver;
    expect(await failure(signStatement({ kind, message }, domain, key))).to.contain("is signed by its recipient too");
    const { signature: _, ...draft } = exampleDeclaration();
    expect(await failure(signStatement(draft, domain, key, key))).to.contain("is not signed by its recipient too");
  });
});
