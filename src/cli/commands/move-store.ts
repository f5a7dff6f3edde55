import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";

/** `ytterby move-store`: from the embedded database to a PostgreSQL, while the service does not run. */
export function addMoveStore(program: Command, say: Say): void {
  program
    .command("move-store")
    .description(
      say(
        "move all that the embedded database of a stopped service holds to the empty PostgreSQL that DATABASE_URL names",
        "将已停止服务的内置数据库全部内容迁移到 DATABASE_URL 指定的空 PostgreSQL 数据库",
      ),
    )
    .action(async (_options: object, command: Command) => {
      const { terminal, config } = openContext(command);
      const { dataFolder: folder, databaseUrl } = config;
      if (databaseUrl === undefined) {
        throw new CliError("usage", {
          en: "Set DATABASE_URL to the empty PostgreSQL that is to hold the store.",
          zh: "请将 DATABASE_URL 设为用于存储的空 PostgreSQL 数据库。",
        });
      }
      const { moveStore } = await import("../../store/move-store.ts");
      const { movedFolder } = await import("../../store/open-store.ts");
      const tables = await moveStore({ folder, databaseUrl }, ({ name, rows }) => {
        if (rows > 0) terminal.note({ en: `… ${name}: ${rows} rows`, zh: `… ${name}：${rows} 行` });
      });
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      const kept = movedFolder(folder);
      terminal.result({ tables, kept }, [
        terminal.text({
          en: `${rows} rows are in the PostgreSQL, each compared. Start the service with DATABASE_URL set.`,
          zh: `${rows} 行已存入 PostgreSQL，并逐一核对。请在设置 DATABASE_URL 的情况下启动服务。`,
        }),
        terminal.text({
          en: `The embedded database is kept in ${kept}; nothing reads it any more.`,
          zh: `内置数据库保留在 ${kept}，不再被读取。`,
        }),
      ]);
    });
}
