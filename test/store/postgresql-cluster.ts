import { execFile, execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { isRunning } from "../../src/data-folder/process-status.ts";

/** A throwaway PostgreSQL server, reached by a socket in its own folder. */
export interface PostgresqlCluster {
  /**
   * Makes a database.
   * @param like Connection string of one to copy, which nobody may have open; the new one is empty if absent.
   * @returns its connection string.
   */
  createDatabase(like?: string): Promise<string>;
  /** Kills the server's first process; those that serve connections end as they notice. It does not come back by itself. */
  kill(): void;
  /** Starts it again after it was killed. @throws Error if it does not come up. */
  restart(): Promise<void>;
  /** Kills a process that serves a connection; the server then ends all others too, and recovers by itself. */
  killSession(): Promise<void>;
  stop(): void;
}

const RESTART_PATIENCE_MS = 30_000;
const DEBIAN_FOLDER = "/usr/lib/postgresql";

/** Folder of the newest PostgreSQL server's programs; undefined if none is installed. */
export function findPostgresql(): string | undefined {
  if (!existsSync(DEBIAN_FOLDER)) return undefined;
  const versions = readdirSync(DEBIAN_FOLDER).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(DEBIAN_FOLDER, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

/** Starts a server in a temporary folder. PostgreSQL refuses to run as root, so root runs it as the user `postgres`. */
export function startPostgresql(bin: string): PostgresqlCluster {
  const folder = mkdtempSync(join(tmpdir(), "ytterby-pg-"));
  const root = process.getuid?.() === 0;
  const commandOf = (program: string, ...args: string[]): [string, string[]] => {
    const command = [join(bin, program), ...args];
    // Where only users' programs are searched, it is not found by its name.
    if (root) command.unshift("/usr/sbin/runuser", "-u", "postgres", "--");
    return [command[0] as string, command.slice(1)];
  };
  const run = (program: string, ...args: string[]): void => {
    execFileSync(...commandOf(program, ...args), { stdio: ["ignore", "ignore", "pipe"], cwd: folder });
  };
  const data = join(folder, "data");
  if (root) {
    chmodSync(folder, 0o755);
    execFileSync("chown", ["postgres", folder]);
  }
  run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=ytterby", "-D", data);
  // A process that is killed loses nothing by it, and no test cuts the power.
  const unforced = "-c fsync=off -c full_page_writes=off";
  const settings = `${unforced} -c listen_addresses='' -c unix_socket_directories='${folder}' -c max_connections=200`;
  const start = ["start", "--wait", "-D", data, "-l", join(folder, "log"), "-o", settings];
  run("pg_ctl", ...start);
  const pid = (): number => Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
  let stopped = false;
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    process.off("exit", stop);
    if (isRunning(pid())) run("pg_ctl", "stop", "--mode=immediate", "-D", data);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", stop);
  const url = (database: string): string => `postgres:///${database}?user=ytterby&host=${encodeURIComponent(folder)}`;
  let count = 0;
  return {
    async createDatabase(like) {
      const name = `test_${++count}`;
      const client = new pg.Client({ connectionString: url("postgres") });
      await client.connect();
      await client.query(
        `create database ${name} ${like === undefined ? "" : `template ${new URL(like).pathname.slice(1)}`}`,
      );
      await client.end();
      return url(name);
    },
    kill: () => void process.kill(pid(), "SIGKILL"),
    async restart() {
      for (const deadline = Date.now() + RESTART_PATIENCE_MS; ; await delay(100)) {
        try {
          await promisify(execFile)(...commandOf("pg_ctl", ...start), { cwd: folder });
          return;
        } catch (error) {
          // Until the last process of the killed server has ended, its memory is in use.
          if (Date.now() > deadline) throw error;
        }
      }
    },
    async killSession() {
      const client = new pg.Client({ connectionString: url("postgres") });
      client.on("error", () => {});
      try {
        await client.connect();
        const { rows } = await client.query<{ pid: number }>(
          "select pid from pg_stat_activity where application_name = 'ytterby' order by random() limit 1",
        );
        if (rows[0] !== undefined) process.kill(rows[0].pid, "SIGKILL");
      } finally {
        // The server ends this connection too.
        await client.end().catch(() => {});
      }
    },
    stop,
  };
}
