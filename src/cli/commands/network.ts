import canonicalize from "canonicalize";
import type { Command } from "commander";
import { openAnchors, operatorDescriptor } from "../../certificate/anchors.ts";
import {
  descriptorFingerprint,
  descriptorWords,
  type NetworkDescriptor,
} from "../../certificate/network-descriptor.ts";
import type { Config } from "../../config/config.ts";
import { type Manifest, readManifest } from "../../ledger/manifest.ts";
import { Rpc } from "../../rpc/rpc.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { nodesOption } from "../nodes-option.ts";
import { operatorIn, write } from "./certificate.ts";

/** `ytterby network`: what is to be trusted of a network, so that certificates of it can be verified. */
export function addNetwork(program: Command, say: Say): void {
  program
    .command("network")
    .description(
      say(
        "what whoever verifies certificates trusts of this network, and its eight words",
        "验证证书者对本网络所信任的内容，及其八个单词",
      ),
    )
    .option("--fingerprint", say("print the eight words alone", "只输出八个单词"))
    .option("--out <file>", say("write the descriptor there (network.json)", "将描述写入该文件（network.json）"))
    .option(...nodesOption(say))
    .option("--manifest <file>", say("manifest of the contracts", "合约部署清单"))
    .action(
      async (options: { fingerprint?: true; out?: string; rpc?: string[]; manifest?: string }, command: Command) => {
        const { terminal, config } = openContext(command);
        const manifestPath = options.manifest ?? config.manifestPath;
        const manifest = await readManifest(manifestPath);
        if (manifest === undefined) throw noManifest(manifestPath);
        const descriptor = await descriptorOf(config, manifest, options.rpc);
        const words = descriptorWords(descriptor);
        if (options.out !== undefined) {
          await write(options.out, new TextEncoder().encode(`${canonicalize(descriptor)}\n`));
        }
        terminal.result(
          { descriptor, fingerprint: descriptorFingerprint(descriptor), words },
          options.fingerprint ? [words] : [words, `${canonicalize(descriptor)}`],
        );
      },
    );
}

export function noManifest(path: string): CliError {
  return new CliError("usage", {
    en: `There is no deployment manifest at ${path}. Name it by --manifest, or the data folder by --data.`,
    zh: `${path} 处没有合约部署清单。请以 --manifest 指明，或以 --data 指明数据文件夹。`,
  });
}

/** What is to be trusted of a ledger: its validators, as nodes name them, or the operator of the data folder. */
async function descriptorOf(
  config: Config,
  manifest: Manifest,
  nodes: readonly string[] | undefined,
): Promise<NetworkDescriptor> {
  const operator = await operatorIn(config);
  const urls = nodes ?? config.rpcUrls;
  if (urls === undefined) {
    // The embedded ledger has no validators, and need not run.
    if (operator !== undefined) return operatorDescriptor(manifest, operator.address);
    throw new CliError("usage", {
      en: "There is no operator's key in the data folder. Start the service once, or name nodes by --rpc.",
      zh: "数据文件夹中没有运营方密钥。请先启动一次服务，或以 --rpc 指明节点。",
    });
  }
  const rpc = new Rpc(urls, { genesisHash: manifest.genesisHash });
  try {
    return await (await openAnchors(rpc, manifest, operator)).descriptor();
  } finally {
    rpc.close();
  }
}
