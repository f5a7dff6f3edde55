import handlerArtifact from "@safe-global/safe-smart-account/build/artifacts/contracts/handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json" with {
  type: "json",
};
import factoryArtifact from "@safe-global/safe-smart-account/build/artifacts/contracts/proxies/SafeProxyFactory.sol/SafeProxyFactory.json" with {
  type: "json",
};
import safeArtifact from "@safe-global/safe-smart-account/build/artifacts/contracts/Safe.sol/Safe.json" with {
  type: "json",
};
import { BaseContract } from "ethers";
import { ethers } from "../../../../test/contracts/fixtures/fixture.ts";
import { deploy, gasOf, type Signer, send } from "./chain.ts";

const types = {
  SafeTx: [
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "data", type: "bytes" },
    { name: "operation", type: "uint8" },
    { name: "safeTxGas", type: "uint256" },
    { name: "baseGas", type: "uint256" },
    { name: "gasPrice", type: "uint256" },
    { name: "gasToken", type: "address" },
    { name: "refundReceiver", type: "address" },
    { name: "nonce", type: "uint256" },
  ],
};

/** A Safe whose owners all sign, and somebody else carries what they signed. */
export class SafePeer {
  readonly #safe: BaseContract;
  readonly #owners: readonly Signer[];
  #nonce = 0n;

  private constructor(safe: BaseContract, owners: readonly Signer[]) {
    this.#safe = safe;
    this.#owners = owners;
  }

  static async deploy(owners: readonly Signer[]): Promise<SafePeer> {
    const singleton = await deploy(safeArtifact);
    const factory = await deploy(factoryArtifact);
    // With it a Safe may receive tokens that call their receiver.
    const handler = await deploy(handlerArtifact);
    const addresses = owners.map(({ address }) => address);
    const zero = ethers.ZeroAddress;
    const setUp = [addresses, owners.length, zero, "0x", await handler.getAddress(), zero, 0n, zero];
    const setUpCall = singleton.interface.encodeFunctionData("setup", setUp);
    const creation = await send(factory, "createProxyWithNonce", [await singleton.getAddress(), setUpCall, 0n]);
    const receipt = await ethers.provider.getTransactionReceipt(creation.hash);
    const created = receipt?.logs.map((log) => factory.interface.parseLog(log)).find((log) => log !== null);
    return new SafePeer(new BaseContract(created?.args.proxy, safeArtifact.abi), owners);
  }

  address(): Promise<string> {
    return this.#safe.getAddress();
  }

  /** Gas of one call by the Safe. */
  async execute(to: string, data: string): Promise<number> {
    const zero = ethers.ZeroAddress;
    const domain = { chainId: 31_337n, verifyingContract: await this.address() };
    const fields = { to, value: 0n, data, operation: 0, safeTxGas: 0n, baseGas: 0n, gasPrice: 0n };
    const message = { ...fields, gasToken: zero, refundReceiver: zero, nonce: this.#nonce };
    this.#nonce += 1n;
    const inOrder = [...this.#owners].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
    const signatures = await Promise.all(inOrder.map((owner) => owner.signTypedData(domain, types, message)));
    const args = [...Object.values(fields), zero, zero, ethers.concat(signatures)];
    return gasOf(await send(this.#safe, "execTransaction", args));
  }
}
