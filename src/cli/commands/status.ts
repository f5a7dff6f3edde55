import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import type { Network } from "../../api/schemas/network.ts";
import type { ServiceStatus } from "../../client/answers.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { type Context, openContext } from "../context.ts";
import { duration } from "../duration.ts";
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
    .option(
      "--wait <duration>",
      say("wait so long for a service that is starting: 30s, 2m", "等待启动中的服务的时长：30s、2m"),
      duration,
    )
    .action(async ({ wait }: { wait?: number }, command: Command) => {
      const context = openContext(command);
      if (wait !== undefined) await untilReady(context, wait);
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

const pollMs = 200;

/** Waits until the service can do its work, or the time is over; what is wrong then, the status tells. */
async function untilReady(context: Context, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    // The address is looked up each time: a service that starts writes it down once it listens.
    const ready = await serviceClient(context)
      .then((client) => client.status())
      .then((status) => status.ready)
      .catch(() => false);
    if (ready) return;
    await delay(pollMs);
  }
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
