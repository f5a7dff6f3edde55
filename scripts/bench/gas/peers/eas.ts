import eas from "@ethereum-attestation-service/eas-contracts/artifacts/contracts/EAS.sol/EAS.json" with {
  type: "json",
};
import registry from "@ethereum-attestation-service/eas-contracts/artifacts/contracts/SchemaRegistry.sol/SchemaRegistry.json" with {
  type: "json",
};
import { type BaseContract, Signature } from "ethers";
import { ethers } from "../../../../test/contracts/fixtures/fixture.ts";
import { deploy, gasOf, type Signer, send } from "./chain.ts";

const types = {
  Attest: [
    { name: "attester", type: "address" },
    { name: "schema", type: "bytes32" },
    { name: "recipient", type: "address" },
    { name: "expirationTime", type: "uint64" },
    { name: "revocable", type: "bool" },
    { name: "refUID", type: "bytes32" },
    { name: "data", type: "bytes" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint64" },
  ],
};

/**
 * The Ethereum Attestation Service, by delegated attestations (EIP-712, carried by somebody else). Its data is one word, a
 * hash of what is attested: the least that its users store, and less than our statements say.
 */
export class EasPeer {
  readonly #eas: BaseContract;
  readonly #schema: string;
  readonly #nonces = new Map<string, bigint>();

  private constructor(contract: BaseContract, schema: string) {
    this.#eas = contract;
    this.#schema = schema;
  }

  static async deploy(): Promise<EasPeer> {
    const schemas = await deploy(registry);
    const contract = await deploy(eas, [await schemas.getAddress()]);
    await send(schemas, "register", ["bytes32 statement", ethers.ZeroAddress, true]);
    const schema = ethers.solidityPackedKeccak256(
      ["string", "address", "bool"],
      ["bytes32 statement", ethers.ZeroAddress, true],
    );
    return new EasPeer(contract, schema);
  }

  /** Gas of one delegated attestation. */
  async single(attester: Signer): Promise<number> {
    const { data, signature } = await this.#signed(attester);
    const request = { schema: this.#schema, data, signature, attester: attester.address, deadline: 0n };
    return gasOf(await send(this.#eas, "attestByDelegation", [request]));
  }

  /** Gas of one transaction with so many delegated attestations of each of these. */
  async batch(attesters: readonly Signer[], each: number): Promise<number> {
    const requests = [];
    for (const attester of attesters) {
      const signed = [];
      for (let count = 0; count < each; count += 1) signed.push(await this.#signed(attester));
      requests.push({
        schema: this.#schema,
        data: signed.map(({ data }) => data),
        signatures: signed.map(({ signature }) => signature),
        attester: attester.address,
        deadline: 0n,
      });
    }
    return gasOf(await send(this.#eas, "multiAttestByDelegation", [requests]));
  }

  async #signed(attester: Signer) {
    const nonce = this.#nonces.get(attester.address) ?? 0n;
    this.#nonces.set(attester.address, nonce + 1n);
    const data = {
      recipient: ethers.ZeroAddress,
      expirationTime: 0n,
      revocable: true,
      refUID: ethers.ZeroHash,
      data: ethers.id(`${attester.address} states ${nonce}`),
      value: 0n,
    };
    const domain = {
      name: "EAS",
      version: "1.4.0",
      chainId: 31_337n,
      verifyingContract: await this.#eas.getAddress(),
    };
    const message = { ...data, attester: attester.address, schema: this.#schema, nonce, deadline: 0n };
    const { v, r, s } = Signature.from(await attester.signTypedData(domain, types, message));
    return { data, signature: { v, r, s } };
  }
}
