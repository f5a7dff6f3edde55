import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readServiceRecord } from "../data-folder/service-record.ts";
import type { Hex } from "../domain/hex.ts";
import type { GovernanceCall } from "../governance/calls.ts";
import { contractInterface } from "../ledger/contract-interfaces.ts";
import { Governance } from "../ledger/governance.ts";
import { connectLedger } from "../ledger/ledger.ts";
import { type Manifest, readManifest } from "../ledger/manifest.ts";
import { carriedValues } from "../ledger/plain-values.ts";
import { Rpc } from "../rpc/rpc.ts";
import { actLines } from "./act-lines.ts";
import { CliError } from "./cli-error.ts";
import type { Context } from "./context.ts";
import { readPassword } from "./password.ts";

/** How a governor names its key. */
export interface GovernorOptions {
  key?: string;
  passwordFile?: string;
  /** Whether nothing is signed. */
  dryRun?: true;
}

/**
 * Shows acts of governance, then signs and carries them to the ledger, all or none, and prints where they stand.
 * @throws LedgerRefusal if the ledger refuses one.
 */
export async function governWith(
  context: Context,
  options: GovernorOptions,
  ...calls: GovernanceCall[]
): Promise<void> {
  const { config, terminal } = context;
  const manifest = await readManifest(config.manifestPath);
  if (manifest === undefined) {
    throw new CliError("usage", {
      en: `There is no deployment manifest at ${config.manifestPath}.`,
      zh: `${config.manifestPath} 处没有部署清单。`,
    });
  }
  for (const line of calls.flatMap((call) => actLines(call, terminal.language))) terminal.note({ en: line, zh: line });
  if (options.dryRun) return terminal.document(calls.map((call) => unsignedCall(manifest, call)));
  const rpc = new Rpc(await ledgerUrl(context));
  try {
    const ledger = await connectLedger(rpc, manifest);
    const { transactionHash, blockNumber } = await new Governance(ledger, await governorKey(context, options)).execute(
      ...calls,
    );
    const text = {
      en: `Done: block ${blockNumber}, transaction ${transactionHash}`,
      zh: `已完成：区块 ${blockNumber}，交易 ${transactionHash}`,
    };
    terminal.result({ blockNumber, transactionHash }, [terminal.text(text)]);
  } finally {
    rpc.close();
  }
}

/** What a wallet that governs, such as one of several owners, has to send to the ledger. */
function unsignedCall(manifest: Manifest, { contract, functionName, args }: GovernanceCall) {
  const abi = contractInterface(contract);
  const parameters = abi.getFunction(functionName)?.inputs ?? [];
  const data = abi.encodeFunctionData(functionName, carriedValues(parameters, args));
  return { contract, function: functionName, to: manifest.contracts[contract].address, data };
}

/** The network that is set, or the embedded ledger of the service that runs on the data folder. */
async function ledgerUrl({ config }: Context): Promise<string | readonly string[]> {
  const url = config.rpcUrls ?? (await readServiceRecord(config.dataFolder))?.ledgerUrl;
  if (url) return url;
  throw new CliError("unreachable", {
    en: `No service with an embedded ledger runs on ${config.dataFolder}, and YTTERBY_RPC_URL is not set.`,
    zh: `${config.dataFolder} 上没有运行带内嵌账本的服务，且未设置 YTTERBY_RPC_URL。`,
  });
}

async function governorKey({ config, keys, terminal }: Context, options: GovernorOptions): Promise<Hex> {
  if (options.key === undefined) {
    const path = join(config.dataFolder, "governor.key");
    const own = await readFile(path, "utf8").catch(() => undefined);
    if (own !== undefined) return own.trim();
    throw new CliError("locked", {
      en: `There is no ${path}; name the governor's key with --key.`,
      zh: `没有 ${path}；请用 --key 指明治理密钥。`,
    });
  }
  const sources = { file: options.passwordFile, environment: config.keyPassword };
  const wallet = await keys.unlock(options.key, await readPassword(terminal, sources, options.key));
  return wallet.privateKey;
}
