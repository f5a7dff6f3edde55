import type { Command } from "commander";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";

/** `ytterby backup` and `ytterby restore`: the data folder, while the service does not run. */
export function addBackup(program: Command, say: Say): void {
  program
    .command("backup <folder>")
    .description(
      say(
        "copy the data folder of a service that is stopped, with a hash of every file",
        "备份已停止服务的数据文件夹，并记录每个文件的哈希",
      ),
    )
    .action(async (folder: string, _options: object, command: Command) => {
      const { terminal, config } = openContext(command);
      const { backup } = await import("../../data-folder/backup.ts");
      const { at, files } = await backup(config.dataFolder, folder);
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      terminal.result({ folder, at, files: files.length, bytes }, [
        terminal.text({
          en: `${files.length} files, ${bytes} bytes, are kept in ${folder}.`,
          zh: `已备份 ${files.length} 个文件（${bytes} 字节）到 ${folder}。`,
        }),
        ...(config.databaseUrl === undefined
          ? []
          : [
              terminal.text({
                en: "The database is a PostgreSQL: keep it with pg_dump, before the data folder.",
                zh: "数据库为 PostgreSQL：请先用 pg_dump 备份数据库，再备份数据文件夹。",
              }),
            ]),
      ]);
    });
  program
    .command("restore <folder>")
    .description(
      say(
        "put a backup in the place of an empty data folder, once every hash is right",
        "核对全部哈希后，将备份恢复到空的数据文件夹",
      ),
    )
    .action(async (folder: string, _options: object, command: Command) => {
      const { terminal, config } = openContext(command);
      const { restore } = await import("../../data-folder/restore.ts");
      const { at, files } = await restore(folder, config.dataFolder);
      terminal.result({ folder: config.dataFolder, at, files: files.length }, [
        terminal.text({
          en: `${files.length} files of ${at} are in ${config.dataFolder}. Start the service.`,
          zh: `${at} 的 ${files.length} 个文件已恢复到 ${config.dataFolder}。请启动服务。`,
        }),
      ]);
    });
}
