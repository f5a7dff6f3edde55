import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { computeAddress } from "ethers";
import { ownKey } from "../data-folder/own-key.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { startEmbeddedLedger } from "../embedded-ledger/embedded-ledger.ts";
import { deployToManifest } from "../ledger/deploy-to-manifest.ts";
import { connectLedger, type Ledger } from "../ledger/ledger.ts";
import { partialManifestPath, readManifest, readPartialManifest } from "../ledger/manifest.ts";
import { parseQuantity, Rpc } from "../rpc/rpc.ts";

/** Chain id of the embedded ledger where none is asked for. */
export const EMBEDDED_CHAIN_ID = 31_337;

export interface OpenLedgerOptions {
  dataFolder: string;
  manifestPath: string;
  /** Nodes of a network; without them the embedded ledger is started. */
  rpcUrls?: readonly string[] | undefined;
  /** What the chain's id has to be. */
  chainId?: number | undefined;
  blockPeriodMs: number;
  /** Whether the embedded ledger starts although a way back is not finished: for whoever finishes it. */
  goingBack?: boolean;
  /** ERC-1155 metadata URI for contracts that are deployed on the embedded ledger. */
  metadataUri: string;
}

export interface OpenLedger {
  ledger: Ledger;
  /** Where the embedded ledger answers; undefined for a network. */
  rpcUrl?: string;
  /** Key that governs the embedded ledger; a network is governed by whoever deployed there. */
  governorKey?: Hex;
  /** Why the embedded ledger has stopped; undefined while all is well, and for a network. */
  stopped?: () => string | undefined;
  /** Calls the listener with the number of every new block of the embedded ledger; a network has to be asked. */
  onBlock?: (listener: (blockNumber: number) => void) => () => void;
  close(): Promise<void>;
}

/**
 * Opens the ledger that the settings name: a network with its manifest, or the embedded ledger, on which the contracts are
 * deployed the first time.
 * @throws Error, one clear sentence, if there is no manifest for a network, or chain, manifest and code do not fit.
 */
export function openLedger(options: OpenLedgerOptions, onProgress?: (line: string) => void): Promise<OpenLedger> {
  return options.rpcUrls === undefined ? openEmbedded(options, onProgress) : openNetwork(options.rpcUrls, options);
}

async function openNetwork(
  rpcUrls: readonly string[],
  { manifestPath, chainId }: OpenLedgerOptions,
): Promise<OpenLedger> {
  const manifest = await readManifest(manifestPath);
  if (manifest === undefined) {
    throw new Error(`There is no deployment manifest at ${manifestPath}; deploy the contracts with "npm run deploy".`);
  }
  const rpc = new Rpc(rpcUrls, { genesisHash: manifest.genesisHash });
  try {
    await checkChainId(rpc, chainId);
    const ledger = await connectLedger(rpc, manifest);
    return { ledger, close: async () => rpc.close() };
  } catch (error) {
    rpc.close();
    throw error;
  }
}

async function openEmbedded(
  { dataFolder, manifestPath, chainId, blockPeriodMs, metadataUri, goingBack = false }: OpenLedgerOptions,
  onProgress: (line: string) => void = () => {},
): Promise<OpenLedger> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const governorKey = await ownKey(join(dataFolder, "governor.key"));
  const node = await startEmbeddedLedger({
    folder: join(dataFolder, "ledger"),
    chainId: chainId ?? EMBEDDED_CHAIN_ID,
    blockPeriodMs,
    goingBack,
    onProgress,
  });
  const rpc = new Rpc(node.rpcUrl, { local: (request) => node.answer(request) });
  const close = async () => {
    rpc.close();
    await node.close();
  };
  try {
    const governor = computeAddress(governorKey);
    await refuseLostManifest(rpc, manifestPath, governor);
    const manifest = await deployToManifest(rpc, manifestPath, governorKey, { governor, uri: metadataUri, onProgress });
    const ledger = await connectLedger(rpc, manifest);
    return {
      ledger,
      rpcUrl: node.rpcUrl,
      governorKey,
      stopped: () => node.stopped,
      onBlock: (listener) => node.onBlock(listener),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

// Contracts deployed once more would be a ledger without any of the lots, organisations and statements of the first.
async function refuseLostManifest(rpc: Rpc, manifestPath: string, governor: Address): Promise<void> {
  const known = (await readManifest(manifestPath)) ?? (await readPartialManifest(partialManifestPath(manifestPath)));
  if (known !== undefined) return;
  const sent = parseQuantity(await rpc.call("eth_getTransactionCount", [governor, "latest"]));
  if (sent === 0n) return;
  throw new Error(
    `The contracts are on the embedded ledger, but their manifest ${manifestPath} is missing. Put it back from a backup.`,
  );
}

async function checkChainId(rpc: Rpc, expected: number | undefined): Promise<void> {
  const chainId = parseQuantity(await rpc.call("eth_chainId", []));
  if (expected !== undefined && chainId !== BigInt(expected)) {
    throw new Error(`The node serves chain ${chainId}, but YTTERBY_CHAIN_ID asks for ${expected}.`);
  }
}
