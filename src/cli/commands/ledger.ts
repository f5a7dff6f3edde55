import type { Command } from "commander";
import type { CarriedAct } from "../../ledger/acts-in.ts";
import { contractInterface } from "../../ledger/contract-interfaces.ts";
import { actLines } from "../act-lines.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";

/** An act for machines: its values by name, integers as decimal strings. */
function actToJson({ transactionHash, contract, functionName, args }: CarriedAct): object {
  const names =
    contractInterface(contract)
      .getFunction(functionName)
      ?.inputs.map(({ name }) => name) ?? [];
  const values = Object.fromEntries(names.map((name, index) => [name || String(index), args[index]]));
  const text = JSON.stringify(values, (_name, value) => (typeof value === "bigint" ? value.toString() : value));
  return { transactionHash, contract, function: functionName, values: JSON.parse(text) };
}

/** `ytterby ledger back`: the embedded ledger of a service that is stopped, to the last block that is as it was. */
export function addLedger(program: Command, say: Say): void {
  const ledger = program
    .command("ledger")
    .description(say("the embedded ledger of a service that is stopped", "已停止服务的内嵌账本"));
  ledger
    .command("back")
    .description(
      say(
        "go back to the last block that is as it was, or to an earlier one; every accepted statement is kept, or waits to be sent again",
        "回到最后一个完好的区块，或更早的区块；已接受的陈述全部保留，或重新排队提交",
      ),
    )
    .requiredOption("--to <block>", say("last-good, or the number of a block", "last-good，或区块编号"))
    .action(async ({ to }: { to: string }, command: Command) => {
      const { terminal, config } = openContext(command);
      if (to !== "last-good" && !/^\d{1,9}$/.test(to)) {
        throw new CliError("usage", {
          en: `--to takes last-good or the number of a block, and not ${to}.`,
          zh: `--to 只接受 last-good 或区块编号，不接受 ${to}。`,
        });
      }
      const { takeBack } = await import("../../service/take-back.ts");
      const onProgress = (line: string) => terminal.note({ en: `… ${line}`, zh: `… ${line}` });
      const done = await takeBack(config, to === "last-good" ? to : Number(to), onProgress);
      const { good, height, anew, left, changed, kept, queued, lost, actsLost } = done;
      const lines = changed
        ? [
            {
              en: `Block ${good} is the last that is as it was. ${anew} ledger transactions behind it were made anew, ${left} were not; the ledger ends at block ${height} now.`,
              zh: `区块 ${good} 是最后一个完好的区块。其后有 ${anew} 笔账本交易已重新执行，${left} 笔未重新执行；账本现止于区块 ${height}。`,
            },
            {
              en: `The journal as it was is kept beside the new one in ${config.dataFolder}/ledger.`,
              zh: `原日志保留在 ${config.dataFolder}/ledger 中，与新日志并存。`,
            },
          ]
        : [
            {
              en: `Every block up to ${height} is as it was: nothing had to be taken back.`,
              zh: `直至区块 ${height}，所有区块均完好，无需回退。`,
            },
          ];
      const statements = {
        en: `Of the statements behind block ${good}, ${kept.length} are on the ledger, ${queued.length} wait to be sent again, ${lost.length} have to be handed in again. Start the service.`,
        zh: `区块 ${good} 之后的陈述中，${kept.length} 份已在账本上，${queued.length} 份等待重新提交，${lost.length} 份须重新递交。请启动服务。`,
      };
      const again = lost.map((digest) => ({ en: `Hand in again: ${digest}`, zh: `须重新递交：${digest}` }));
      const acts =
        actsLost.length === 0
          ? []
          : [
              terminal.text({
                en: `${actsLost.length} acts of governance are not on the ledger any more. Whoever governs decides on each once more:`,
                zh: `有 ${actsLost.length} 项治理行为已不在账本上，须由治理方逐项重新决定：`,
              }),
              ...actsLost.flatMap((act) => actLines(act, terminal.language)),
            ];
      terminal.result(
        {
          ...{ good, height, changed, transactionsMadeAnew: anew, transactionsLeft: left, kept, queued, lost },
          actsLost: actsLost.map(actToJson),
        },
        [...[...lines, statements, ...again].map((text) => terminal.text(text)), ...acts],
      );
    });
}
