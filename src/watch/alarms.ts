import type { LocalisedText } from "../domain/localised-text.ts";
import type { Sample } from "./sample.ts";

/**
 * Everything that calls for the operator, in a sentence for people; docs/operations.md says of each what to do. What may
 * pass by itself counts only once several looks in a row have seen it.
 */
export const alarms = {
  "ledger-silent": { en: "The ledger does not answer.", zh: "账本没有应答。" },
  "ledger-stopped": {
    en: "The embedded ledger has stopped: no blocks are made, and nothing is read from it.",
    zh: "内嵌账本已停止：不再生成区块，也不再读取其数据。",
  },
  "node-faulty": {
    en: "A node gives answers that contradict the ledger's own blocks, or each other.",
    zh: "某节点的应答与账本区块或其自身相矛盾。",
  },
  "node-of-another-chain": { en: "A node serves another chain.", zh: "某节点服务于另一条链。" },
  "node-behind": {
    en: "The node lacks blocks that it, or another node, had before.",
    zh: "节点缺少其自身或其他节点先前已有的区块。",
  },
  "state-pruned": {
    en: "The node no longer has the state of the index's newest block: verdicts wait until the index has caught up.",
    zh: "节点已无索引最新区块的状态：在索引追上之前不出具结论。",
  },
  "index-halted": { en: "The index is halted at a fork too deep to unwind.", zh: "分叉过深，索引已停止。" },
  "index-stuck": { en: "The ledger has blocks that the index does not take in.", zh: "账本有新区块，而索引没有跟上。" },
  "index-lacking": {
    en: "The index lacks something of what the ledger lists.",
    zh: "索引缺少账本所列的部分内容。",
  },
  "nonce-used-elsewhere": {
    en: "The ledger has transactions of the relay's key that this relay does not know.",
    zh: "账本上有本中继所不知的、由其密钥签发的交易。",
  },
  "nothing-sent": { en: "Statements wait, and none is sent.", zh: "有陈述在排队，却没有发送。" },
  "not-included": {
    en: "Ledger transactions were sent, and the ledger includes none of them.",
    zh: "账本交易已发送，但账本没有收录。",
  },
  "gas-not-free": {
    en: "The network asks a price for gas, and the relay's account has nothing: what is sent hangs.",
    zh: "网络对燃料收费，而中继账户余额为零：发送的交易将一直悬置。",
  },
  "queue-growing": { en: "The queue grows from look to look.", zh: "队列持续增长。" },
  "rule-failing": {
    en: "A rule of alerts failed on an event, which it has not judged.",
    zh: "一条预警规则在某事件上出错，未能对其作出判断。",
  },
  "evidence-filling": { en: "The room for evidence nears its end.", zh: "证据存储空间即将用尽。" },
  "alerts-stopped": { en: "No events are judged for alerts.", zh: "预警规则已停止判断事件。" },
} as const satisfies Record<string, LocalisedText>;

export type AlarmCode = keyof typeof alarms;

/** How often in a row each alarm must be seen before it is raised, once for what cannot pass by itself. */
type Condition = (now: Sample, before: Sample) => boolean;

const atOnce: Partial<Record<AlarmCode, (now: Sample) => boolean>> = {
  "index-halted": ({ index }) => index.state === "halted",
  "state-pruned": ({ ledger }) => ledger?.isPruned === true,
  "gas-not-free": ({ ledger }) => ledger?.isUnpayable === true,
  // A sample asks the ledger first, so what the relay sends meanwhile cannot look like this. One that stands by hears late of
  // what the other sends.
  "nonce-used-elsewhere": ({ ledger, relay }) =>
    relay.state === "running" && ledger !== null && ledger.nonce > relay.nextNonce,
};

const overAllPeriods: Partial<Record<AlarmCode, Condition>> = {
  "ledger-silent": (now, before) => now.ledger === null && before.ledger === null,
  "node-behind": (now, before) => lacksIndexed(now) && lacksIndexed(before),
  "index-stuck": (now, before) => isBehind(now) && isBehind(before) && now.index.block === before.index.block,
  "nothing-sent": (now, before) =>
    isWaiting(now) && isWaiting(before) && now.relay.nextNonce === before.relay.nextNonce,
  "not-included": (now, before) => isUnderWay(now) && isUnderWay(before) && now.ledger?.nonce === before.ledger?.nonce,
  "queue-growing": (now, before) => now.relay.queued > before.relay.queued,
};

/**
 * The alarms that samples call for.
 * @param samples Oldest first.
 * @param periods How many periods in a row, each between two samples, a stoppage must have lasted.
 */
export function alarmsOf(samples: readonly Sample[], periods: number): AlarmCode[] {
  const newest = samples.at(-1);
  if (newest === undefined) return [];
  const recent = samples.slice(-periods - 1);
  const lasted = ({ 1: condition }: [string, Condition]) =>
    recent.length > periods && recent.every((sample, i) => i === 0 || condition(sample, recent[i - 1] as Sample));
  const raised = [
    ...Object.entries(atOnce).filter(([, seen]) => seen(newest)),
    ...Object.entries(overAllPeriods).filter(lasted),
  ].map(([code]) => code);
  return (Object.keys(alarms) as AlarmCode[]).filter((code) => raised.includes(code));
}

function lacksIndexed({ ledger, index }: Sample): boolean {
  return ledger !== null && ledger.block < (index.block ?? -1n);
}

function isBehind({ ledger, index }: Sample): boolean {
  return ledger !== null && (index.block ?? -1n) < ledger.block;
}

function isWaiting({ relay }: Sample): boolean {
  return relay.queued > 0;
}

function isUnderWay({ ledger, relay }: Sample): boolean {
  return ledger !== null && ledger.nonce < relay.nextNonce;
}
