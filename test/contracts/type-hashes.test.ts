import { expect } from "chai";
import { statementKinds } from "../../src/statements/registry.ts";
import { ethers, freshScene } from "./fixtures/fixture.ts";
import { type StatementName, statementFunctions, statementTypes } from "./fixtures/typed-data.ts";

/** A line of EIP-712 for each struct, as a type hash is made of. */
function encodedType(types: Record<string, { name: string; type: string }[]>, primaryType: string): string {
  return ethers.TypedDataEncoder.from(types).encodeType(primaryType);
}

describe("Type hashes", () => {
  for (const name of Object.keys(statementFunctions) as StatementName[]) {
    const [contract] = statementFunctions[name];
    const { primaryType, types } = statementTypes[name];
    const constant = `${primaryType.toUpperCase()}_TYPEHASH`;

    it(`${contract}.${constant} is of the struct that the contract takes`, async () => {
      const scene = await freshScene();
      const module = scene[`${contract[0]?.toLowerCase()}${contract.slice(1)}` as "custody"] as unknown as Record<
        string,
        () => Promise<string>
      >;
      expect(await module[constant]?.()).to.equal(ethers.id(encodedType(types, primaryType)));
    });
  }

  it("are the program's too, kind by kind", () => {
    const ours = Object.values(statementTypes).map(({ types, primaryType }) => encodedType(types, primaryType));
    const program = Object.values(statementKinds).map(({ types, primaryType }) => encodedType(types, primaryType));
    expect(program.sort()).to.deep.equal(ours.sort());
  });

  it("stand under a domain of each module's own", async () => {
    const scene = await freshScene();
    for (const name of [
      "participants",
      "certification",
      "custody",
      "attestations",
      "processing",
      "siteAccounts",
      "retirements",
      "unitCodes",
      "customs",
      "seizures",
      "exportControl",
      "findings",
      "routes",
    ] as const) {
      const module = scene[name];
      const [fields, domainName, version, chainId, verifyingContract, salt, extensions] = await module.eip712Domain();
      expect([fields, domainName, version, chainId, verifyingContract, salt, [...extensions]]).to.deep.equal([
        ...["0x0f", "Ytterby", "1", 31_337n, await module.getAddress(), ethers.ZeroHash, []],
      ]);
    }
  });
});
