import { setTimeout as delay } from "node:timers/promises";
import type { SubmissionStatus } from "../client/answers.ts";
import type { Client } from "../client/client.ts";
import type { Hex } from "../domain/hex.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { CliError } from "./cli-error.ts";
import type { Terminal } from "./terminal.ts";

const pollMs = 200;

const stateWords: Record<string, LocalisedText> = {
  queued: { en: "queued", zh: "排队中" },
  sent: { en: "sent to the ledger", zh: "已发往账本" },
  refused: { en: "refused by the ledger for now; it is tried again", zh: "暂被账本拒绝，将重试" },
};

/**
 * Waits until a submission is on the ledger, telling every change, and prints its final status.
 * @throws CliError if it has failed for good.
 */
export async function followSubmission(terminal: Terminal, client: Client, id: Hex): Promise<void> {
  const { status, text } = await includedSubmission(terminal, client, id);
  terminal.result(status, [terminal.text(text)]);
}

/**
 * Waits until a submission is on the ledger, telling every change.
 * @throws CliError if it has failed for good.
 */
export async function includedSubmission(
  terminal: Terminal,
  client: Client,
  id: Hex,
): Promise<{ status: SubmissionStatus; text: LocalisedText }> {
  let told: string | undefined;
  for (;;) {
    const status = await client.submissionStatus(id);
    if (status.status === "included") {
      const { blockNumber, transactionHash } = status;
      const text = {
        en: `On the ledger: block ${blockNumber}, transaction ${transactionHash}`,
        zh: `已入账本：区块 ${blockNumber}，交易 ${transactionHash}`,
      };
      return { status, text };
    }
    if (status.status === "failed") {
      const { name } = status.error;
      throw new CliError("refused", { en: `It failed for good: ${name}.`, zh: `最终失败：${name}。` }, { status });
    }
    if (status.status !== told) terminal.note(stateWords[status.status] ?? { en: status.status, zh: status.status });
    told = status.status;
    await delay(pollMs);
  }
}
