import forwarderArtifact from "@openzeppelin/contracts/build/contracts/ERC2771Forwarder.json" with { type: "json" };
import type { BaseContract } from "ethers";
import { ethers, FOR_EVER } from "../../../../test/contracts/fixtures/fixture.ts";
import { deploy, gasOf, type Signer, send } from "./chain.ts";

const types = {
  ForwardRequest: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "gas", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "data", type: "bytes" },
  ],
};

/** OpenZeppelin's ERC-1155, whose transfers are signed by the holder and carried by ERC2771Forwarder. */
export class TokenPeer {
  readonly token: BaseContract;
  readonly #forwarder: BaseContract;
  readonly #nonces = new Map<string, bigint>();

  private constructor(token: BaseContract, forwarder: BaseContract) {
    this.token = token;
    this.#forwarder = forwarder;
  }

  static async deploy(): Promise<TokenPeer> {
    const forwarder = await deploy(forwarderArtifact, ["Peer"]);
    return new TokenPeer(await ethers.deployContract("PeerToken", [await forwarder.getAddress()]), forwarder);
  }

  /** Gas of a mint that nobody signs. */
  async mint(to: string, id: bigint): Promise<number> {
    return gasOf(await send(this.token, "mint", [to, id, GRAMS]));
  }

  /** Gas of a mint of many ids at once. */
  async mintBatch(to: string, ids: readonly bigint[]): Promise<number> {
    return gasOf(await send(this.token, "mintBatch", [to, ids, ids.map(() => GRAMS)]));
  }

  /** Gas of one signed transfer. */
  async transfer(from: Signer, to: string, id: bigint): Promise<number> {
    return gasOf(await send(this.#forwarder, "execute", [await this.#signed(from, to, id)]));
  }

  /** Gas of one transaction with a signed transfer of each id. */
  async transferBatch(from: Signer, to: string, ids: readonly bigint[]): Promise<number> {
    const requests = [];
    for (const id of ids) requests.push(await this.#signed(from, to, id));
    return gasOf(await send(this.#forwarder, "executeBatch", [requests, ethers.ZeroAddress]));
  }

  /** A call that transfers some of each id. */
  transferCall(from: string, to: string, ids: readonly bigint[]): string {
    const [first] = ids;
    return ids.length === 1
      ? this.token.interface.encodeFunctionData("safeTransferFrom", [from, to, first, 100n, "0x"])
      : this.token.interface.encodeFunctionData("safeBatchTransferFrom", [from, to, ids, ids.map(() => 100n), "0x"]);
  }

  async #signed(from: Signer, to: string, id: bigint) {
    const nonce = this.#nonces.get(from.address) ?? 0n;
    this.#nonces.set(from.address, nonce + 1n);
    const request = {
      from: from.address,
      to: await this.token.getAddress(),
      value: 0n,
      gas: 200_000n,
      deadline: FOR_EVER,
      data: this.transferCall(from.address, to, [id]),
    };
    const domain = {
      name: "Peer",
      version: "1",
      chainId: 31_337n,
      verifyingContract: await this.#forwarder.getAddress(),
    };
    return { ...request, signature: await from.signTypedData(domain, types, { ...request, nonce }) };
  }
}

const GRAMS = 1_000_000n;
