import { z } from "zod";
import { checksumAddress } from "../domain/checksum-address.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { Manifest } from "../ledger/manifest-schema.ts";
import { encodeHeader } from "../network/encode-header.ts";
import { checkQbftHeader } from "../network/qbft-header.ts";
import { checkpointDigest, type NetworkId } from "../network/seal-digest.ts";
import { checkSealedHeader } from "../network/sealed-header.ts";
import { parseQuantity } from "../rpc/quantity.ts";
import type { Rpc } from "../rpc/rpc.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { Anchor } from "./certificate-schema.ts";
import { manifestFingerprint, type NetworkDescriptor } from "./network-descriptor.ts";

/** What proves a ledger's blocks to whoever trusts its network. */
export interface Anchors {
  /** What is to be trusted of the network as it is now. @throws RpcError */
  descriptor(): Promise<NetworkDescriptor>;
  /**
   * What proves a block.
   * @param from What is trusted already; of a network whose set of validators has changed since, the headers that lead from there.
   * @throws RpcError if the node does not answer, or has no such block.
   */
  anchor(block: { number: bigint; hash: Hex }, from?: NetworkDescriptor): Promise<Anchor>;
}

/** Who vouches for blocks where no validators do. */
export interface Operator {
  address: Address;
  /** Signs a digest: 65 bytes, r, s, v. */
  sign(digest: Hex): Hex;
}

/** A ledger without validators, of which nobody is named who vouches for it. */
export class NobodyVouchesError extends Error {
  override readonly name = "NobodyVouchesError";
}

/**
 * Finds out how a ledger's blocks are proved: by the seals of the local test network or of QBFT, as the node answers; else by its operator.
 * @throws NobodyVouchesError where neither is there; RpcError if the node does not answer.
 */
export async function openAnchors(rpc: Rpc, manifest: Manifest, operator?: Operator): Promise<Anchors> {
  const local = cometbft(rpc, networkOf(manifest));
  if ((await local.validators("latest")) !== undefined) return sealedAnchors(rpc, manifest, local);
  const besu = qbft(rpc);
  if ((await besu.validators("latest")) !== undefined) return sealedAnchors(rpc, manifest, besu);
  if (operator === undefined) {
    throw new NobodyVouchesError(
      "The node names no validators, and there is no operator's key to vouch for its blocks: certificates are made by the service that runs this ledger.",
    );
  }
  return operatorAnchors(rpc, manifest, operator);
}

function operatorAnchors(rpc: Rpc, manifest: Manifest, { address, sign }: Operator): Anchors {
  return {
    descriptor: async () => operatorDescriptor(manifest, address),
    async anchor({ hash }) {
      const header = encodeHeader(await rpc.call("eth_getBlockByHash", [hash, false]), true);
      return { kind: "checkpoint", header, signature: sign(checkpointDigest(networkOf(manifest), hash)) };
    },
  };
}

/** What is to be trusted of a ledger that one party runs: that party. */
export function operatorDescriptor(manifest: Manifest, operator: Address): NetworkDescriptor {
  return { ...commonOf(manifest), anchor: { kind: "checkpoint", operator } };
}

/** A header with its proof, and what it says of who sealed it. */
interface Sealed<Header> {
  header: Header;
  number: bigint;
  hash: Hex;
  signers: readonly Address[];
  validators: readonly Address[];
}

/** How one kind of network tells of its validators. */
interface Consensus<Header> {
  kind: "cometbft" | "qbft";
  /** Who has to seal a block; undefined where the node does not know the question. */
  validators(block: bigint | "latest"): Promise<Address[] | undefined>;
  sealed(number: bigint): Promise<Sealed<Header>>;
  anchor(headers: Header[]): Anchor;
}

function sealedAnchors<Header>(rpc: Rpc, manifest: Manifest, consensus: Consensus<Header>): Anchors {
  const setAt = async (block: bigint) => (await consensus.validators(block)) ?? [];
  /** Headers that lead from a set that is trusted to a block; none of it is farther from the one before than it has to be. */
  const bridge = async (set: readonly Address[], low: bigint, high: bigint): Promise<Sealed<Header>[]> => {
    const last = await consensus.sealed(high);
    const shared = last.signers.filter((signer) => set.includes(signer)).length;
    const middle = (low + high) / 2n;
    if (3 * shared > set.length || middle === low) return [last];
    const before = await bridge(set, low, middle);
    return [...before, ...(await bridge(before.at(-1)?.validators ?? set, middle, high))];
  };
  return {
    async descriptor() {
      const newest = parseQuantity(await rpc.call("eth_blockNumber", []));
      const validators = await setAt(newest);
      const isSame = async (block: bigint) => (await setAt(block)).join() === validators.join();
      // The first block of the set as it is now, so that the same set is the same descriptor: farther and farther back until it is another
      // one, and from there on by halves. A set that held for a short time only may be passed over.
      let [low, high] = [newest, newest];
      for (let step = 1n; low > 0n && (await isSame(low)); step *= 2n) {
        high = low;
        low = low > step ? low - step : 0n;
      }
      while (low < high) {
        const middle = (low + high) / 2n;
        if (await isSame(middle)) high = middle;
        else low = middle + 1n;
      }
      return { ...commonOf(manifest), anchor: { kind: consensus.kind, block: Number(low), validators } };
    },
    async anchor({ number, hash }, from) {
      const isOurs = from?.genesisHash === manifest.genesisHash;
      const trusted = isOurs && from.anchor.kind === consensus.kind ? from.anchor : undefined;
      const headers =
        trusted === undefined
          ? [await consensus.sealed(number)]
          : await bridge(trusted.validators.map(checksumAddress), BigInt(trusted.block), number);
      if (headers.at(-1)?.hash !== hash) throw new RpcError("malformed", `Block ${number} is not ${hash} any more`);
      return consensus.anchor(headers.map(({ header }) => header));
    },
  };
}

type CometbftHeader = Extract<Anchor, { kind: "cometbft" }>["headers"][number];
const addresses = z.array(z.string().regex(/^0x[0-9a-fA-F]{40}$/));
const bytes = z.string().regex(/^0x(?:[0-9a-f]{2})*$/);
const sealedHeader = z.object({ header: bytes, validators: addresses, seals: z.array(bytes) });

function cometbft(rpc: Rpc, network: NetworkId): Consensus<CometbftHeader> {
  return {
    kind: "cometbft",
    validators: (block) => readValidators(rpc, "bft_getValidators", block),
    async sealed(number) {
      const answer = await rpc.call("bft_getSeals", [toQuantity(number)]);
      const header = sealedHeader.parse(answer);
      const checked = checkSealedHeader(header, network);
      return { ...checked, header, validators: header.validators.map((address) => checksumAddress(address)) };
    },
    anchor: (headers) => ({ kind: "cometbft", headers }),
  };
}

function qbft(rpc: Rpc): Consensus<Hex> {
  return {
    kind: "qbft",
    validators: (block) => readValidators(rpc, "qbft_getValidatorsByBlockNumber", block),
    async sealed(number) {
      const header = encodeHeader(await rpc.call("eth_getBlockByNumber", [toQuantity(number), false]), false);
      return { ...checkQbftHeader(header), header };
    },
    anchor: (headers) => ({ kind: "qbft", headers }),
  };
}

async function readValidators(rpc: Rpc, method: string, block: bigint | "latest"): Promise<Address[] | undefined> {
  try {
    const answer = addresses.parse(await rpc.call(method, [block === "latest" ? block : toQuantity(block)]));
    return answer.map((address) => checksumAddress(address)).sort();
  } catch (error) {
    // A node that is asked what it does not know says so for good.
    if (error instanceof RpcError && !error.retryable && block === "latest") return undefined;
    throw error;
  }
}

function networkOf({ chainId, genesisHash }: Manifest): NetworkId {
  return { chainId: BigInt(chainId), genesisHash };
}

function commonOf(manifest: Manifest) {
  const { chainId, genesisHash } = manifest;
  return { format: "ytterby-network/1", chainId, genesisHash, manifest: manifestFingerprint(manifest) } as const;
}

function toQuantity(number: bigint): Hex {
  return `0x${number.toString(16)}`;
}
