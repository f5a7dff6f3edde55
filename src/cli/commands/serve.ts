import type { Command } from "commander";
import { shownLines } from "../../service/log-destination.ts";
import type { Service } from "../../service/service.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import type { Terminal } from "../terminal.ts";

/** `ytterby serve`: the service, until it is told to stop. */
export function addServe(program: Command, say: Say): void {
  program
    .command("serve")
    .description(say("run the service until it is told to stop", "运行服务直至收到停止信号"))
    .action(async (_options: object, command: Command) => {
      const { terminal, config } = openContext(command);
      const stop = signalled();
      // Loaded here, so that the other commands need not wait for a database and a web server.
      const [{ startService }, { pino }] = await Promise.all([import("../../service/service.ts"), import("pino")]);
      const service = await startService(config, {
        logger: pino({ level: config.logLevel }, shownLines(process.stdout)),
        onProgress: (line) => terminal.note({ en: `… ${line}`, zh: `… ${line}` }),
      });
      terminal.note({
        en: `Ytterby answers at ${service.url} (documentation at ${service.url}/docs)`,
        zh: `Ytterby 服务地址：${service.url}（文档：${service.url}/docs）`,
      });
      const rotate = () => void rotateKey(service, terminal);
      process.on("SIGUSR2", rotate);
      const reason = await Promise.race([stop, service.failed]);
      process.off("SIGUSR2", rotate);
      const hasFailed = reason instanceof Error;
      const named = hasFailed ? reason.message : reason;
      terminal.note({ en: `${named}: shutting down …`, zh: `${named}：正在停止……` });
      // What cannot end in order without the database is told, but is not what has failed.
      const closed = service.close().catch((failure: unknown) => {
        if (!hasFailed) throw failure;
        const text = failure instanceof Error ? failure.message : String(failure);
        terminal.note({ en: `while closing: ${text}`, zh: `停止时出错：${text}` });
      });
      await withDeadline(closed, config.shutdownDeadlineMs);
      if (hasFailed) throw new CliError("failed", cannotGoOn(reason));
    });
}

function cannotGoOn({ message }: Error) {
  return {
    en: `The service has ended because it cannot go on: ${message} Start it again: it goes on from what was stored.`,
    zh: `服务无法继续运行，已停止：${message} 请重新启动，将从已存储的内容继续。`,
  };
}

async function rotateKey(service: Service, terminal: Terminal): Promise<void> {
  try {
    const address = await service.rotateRelayKey();
    terminal.note({ en: `${address} carries statements from now on`, zh: `自现在起由 ${address} 提交陈述` });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminal.note({ en: `The relay's key stays as it is: ${reason}`, zh: `中继密钥未更换：${reason}` });
  }
}

/** One request to stop may come several times: from the shell to all its processes, and handed on by npm and by what npm runs. */
const echoMs = 2_000;

/** The first signal that asks to stop. A second one, if it is no echo of the first, ends the process at once. */
function signalled(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const onSignal = (signal: NodeJS.Signals): void => {
      first ??= performance.now();
      resolve(signal);
      if (performance.now() - first < echoMs) return;
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
  });
}

async function withDeadline(work: Promise<void>, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, deadlineMs, "late");
  });
  const outcome = await Promise.race([work, deadline]);
  clearTimeout(timer);
  if (outcome !== "late") return;
  const message = {
    en: `The service did not stop within ${deadlineMs} ms and was cut off.`,
    zh: `服务未能在 ${deadlineMs} 毫秒内停止，已强制结束。`,
  };
  throw new CliError("failed", message);
}
