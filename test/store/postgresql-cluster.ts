import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** A throwaway PostgreSQL server, reached by a socket in its own folder. */
export interface PostgresqlCluster {
  /** Makes an empty database and returns its connection string. */
  createDatabase(): Promise<string>;
  stop(): void;
}

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
  const run = (program: string, ...args: string[]): void => {
    const command = [join(bin, program), ...args];
    if (root) command.unshift("runuser", "-u", "postgres", "--");
    execFileSync(command[0] as string, command.slice(1), { stdio: ["ignore", "ignore", "pipe"], cwd: folder });
  };
  const data = join(folder, "data");
  if (root) {
    chmodSync(folder, 0o755);
    execFileSync("chown", ["postgres", folder]);
  }
  run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=ytterby", "-D", data);
  const settings = `-c listen_addresses='' -c unix_socket_directories='${folder}' -c max_connections=200`;
  run("pg_ctl", "start", "--wait", "-D", data, "-l", join(folder, "log"), "-o", settings);
  let stopped = false;
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    process.off("exit", stop);
    run("pg_ctl", "stop", "--mode=immediate", "-D", data);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", stop);
  const url = (database: string): string => `postgres:///${database}?user=ytterby&host=${encodeURIComponent(folder)}`;
  let count = 0;
  return {
    async createDatabase() {
      const name = `test_${++count}`;
      const client = new pg.Client({ connectionString: url("postgres") });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return url(name);
    },
    stop,
  };
}
