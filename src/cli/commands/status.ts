import type { Command } from "commander";
import type { Network, ServiceStatus } from "../../client/client.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { openContext } from "../context.ts";
import { Ended } from "../ended.ts";
import type { Say } from "../language.ts";
import { serviceClient } from "../service-client.ts";

/** `ytterby status`: whether the service can do its work, how queue, nonces and index stand, and what calls for the operator. */
export function addStatus(program: Command, say: Say): void {
  program
    .command("status")
    .description(
      say(
        "whether the service can do its work; queue, nonces, lag and alarms",
        "服务能否工作，以及队列、交易序号、索引滞后与告警",
      ),
    )
    .action(async (_options: object, command: Command) => {
      const context = openContext(command);
      const client = await serviceClient(context);
      const [network, status] = await Promise.all([client.network(), client.status()]);
      const { terminal } = context;
      const { chainId, contracts } = network;
      terminal.result(
        { ...status, chainId, contracts },
        linesOf(network, status).map((line) => terminal.text(line)),
      );
      if (!status.ready) throw new Ended("unreachable");
      if (status.alarms.length > 0) throw new Ended("failed");
    });
}

function linesOf({ chainId }: Network, { ready, problems, alarms, index, relay }: ServiceStatus): LocalisedText[] {
  const { queued, inFlight, nextNonce, oldestAgeMs } = relay;
  const seconds = Math.round(oldestAgeMs / 1000);
  const [block, lag, nonce] = [index.block, index.lagBlocks, relay.ledgerNonce].map((figure) => figure ?? "?");
  return [
    ready ? { en: "ready", zh: "就绪" } : { en: "not ready", zh: "未就绪" },
    ...problems.map((problem) => ({ en: `  ${problem}`, zh: `  ${problem}` })),
    ...alarms.flatMap(({ code, message, detail, since }) => [
      {
        en: `ALARM ${code} since ${new Date(since).toISOString()}: ${message.en}`,
        zh: `告警 ${code}（自 ${new Date(since).toISOString()}）：${message.zh}`,
      },
      ...(detail === null ? [] : [{ en: `  ${detail}`, zh: `  ${detail}` }]),
    ]),
    {
      en: `chain ${chainId}, indexed up to block ${block}, ${lag} behind`,
      zh: `链 ${chainId}，已索引至区块 ${block}，落后 ${lag} 块`,
    },
    {
      en: `relay ${relay.state}: ${queued} queued, ${inFlight} in flight, the oldest waiting ${seconds} s`,
      zh: `中继 ${relay.state}：排队 ${queued}，在途 ${inFlight}，最久等待 ${seconds} 秒`,
    },
    {
      en: `nonce ${nextNonce} is next, and ${nonce} on the ledger, of ${relay.sender}`,
      zh: `${relay.sender} 的下一交易序号 ${nextNonce}，账本上为 ${nonce}`,
    },
  ];
}
