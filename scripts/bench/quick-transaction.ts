import { encode } from "@ethereumjs/rlp";
import { SigningKey } from "ethers";
import type { Address, Hex } from "../../src/domain/hex.ts";
import { keccak256Hex } from "../../src/domain/keccak256.ts";
import { signDigest } from "./quick-sign.ts";

/** Signs transactions of one account that cost nothing, faster than a wallet does. */
export class QuickSender {
  readonly #key: SigningKey;
  readonly #chainId: number;
  #nonce: number;

  constructor(privateKey: Hex, chainId: number, firstNonce = 0) {
    this.#key = new SigningKey(privateKey);
    this.#chainId = chainId;
    this.#nonce = firstNonce;
  }

  /** The account's next transaction, as it is broadcast. */
  sign(to: Address, data: Hex, gasLimit: number): Hex {
    const fields = [this.#nonce++, 0, gasLimit, bytes(to), 0, bytes(data)];
    const hash = keccak256Hex(Buffer.from(encode([...fields, this.#chainId, 0, 0])));
    const signature = bytes(signDigest(hash, this.#key));
    // EIP-155: 27 or 28 becomes 35 or 36 and twice the chain.
    const v = 2 * this.#chainId + 8 + (signature[64] ?? 0);
    const raw = encode([...fields, v, unpadded(signature.subarray(0, 32)), unpadded(signature.subarray(32, 64))]);
    return `0x${Buffer.from(raw).toString("hex")}`;
  }
}

function bytes(hex: Hex): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}

function unpadded(number: Buffer): Buffer {
  return number.subarray(number.findIndex((byte) => byte !== 0));
}
