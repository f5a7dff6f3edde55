import { join } from "node:path";
import { computeAddress, hexlify, randomBytes } from "ethers";
import type { Hex } from "../../src/domain/hex.ts";
import { deployToManifest } from "../../src/ledger/deploy-to-manifest.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { blockOf } from "../network/ask.ts";
import { buildValidator } from "../network/build-validator.ts";
import { freePorts } from "../network/free-ports.ts";
import { hasNetwork, readHomes, rpcUrlOf } from "../network/homes.ts";
import { LocalNetwork } from "../network/local-network.ts";

/** Validators that the demo runs on. */
export interface DemoNetwork {
  /** What the service has to be told to work on them. */
  settings: Record<string, string>;
  governorKey: Hex;
  /** Deploys contracts of the demo's own, governed by its key. */
  deploy(tell: (line: string) => void): Promise<void>;
  /** Ends the validators if the demo started them. */
  close(): Promise<void>;
}

/** Where `npm run network` keeps its data. */
const usual = join(".ytterby", "network");
const validators = 4;
const uri = "http://127.0.0.1/v1/metadata/{id}.json";

/**
 * Finds the network that `npm run network` has brought up, or starts one for the demo alone.
 * @throws GoMissing, or Error if it does not start.
 */
export async function openDemoNetwork(folder: string, tell: (line: string) => void): Promise<DemoNetwork> {
  const running = await runningUrls();
  if (running.length > 0) {
    tell(`using the network at ${running[0]}`);
    return onUrls(running, folder, async () => {});
  }
  const program = await buildValidator(tell);
  tell("starting four validators");
  const network = await LocalNetwork.start({
    program,
    folder: join(folder, "network"),
    creation: { validators, basePort: await freePorts(validators), chainId: 20_260 },
    onCrash: (_home, report) => console.error(report),
  });
  return onUrls(network.rpcUrls, folder, () => network.stop());
}

/** What a service and its contracts need to stand on validators that answer there. */
export function onUrls(urls: readonly string[], folder: string, close: () => Promise<void>): DemoNetwork {
  const governorKey = hexlify(randomBytes(32));
  const manifestPath = join(folder, "deployment.json");
  return {
    // What four validators have decided is final, so there is nothing to wait for and nothing to unwind.
    settings: {
      YTTERBY_RPC_URL: urls.join(","),
      YTTERBY_MANIFEST: manifestPath,
      YTTERBY_FINALITY: "instant",
    },
    governorKey,
    async deploy(onProgress) {
      const rpc = new Rpc(urls);
      try {
        await deployToManifest(rpc, manifestPath, governorKey, {
          governor: computeAddress(governorKey),
          uri,
          onProgress,
        });
      } finally {
        rpc.close();
      }
    },
    close,
  };
}

async function runningUrls(): Promise<string[]> {
  if (!hasNetwork(usual)) return [];
  const homes = await readHomes(usual);
  const blocks = await Promise.all(homes.map(blockOf));
  return homes.filter((_, index) => blocks[index] !== undefined).map(rpcUrlOf);
}
