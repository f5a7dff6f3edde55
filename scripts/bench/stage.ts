import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readServiceRecord } from "../../src/data-folder/service-record.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { connectLedger, type Ledger } from "../../src/ledger/ledger.ts";
import { readManifest } from "../../src/ledger/manifest.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import type { DemoNetwork } from "../demo/demo-network.ts";
import { createOrganisations, type Organisations } from "../demo/organisation.ts";
import { govern } from "../demo/steps/govern.ts";

const command = join(import.meta.dirname, "../../src/cli/ytterby.ts");

/** Key with which the service seals secrets of lots. */
export const unitsKey = randomBytes(32).toString("hex");

/** The service as users run it, in a process of its own, with organisations that may state things. */
export interface Stage {
  url: string;
  ledgerUrl: string;
  ledger: Ledger;
  organisations: Organisations;
  /** Folder of the service's data. */
  folder: string;
  /** Ends the service; what it has stays in the folder. */
  stop(): Promise<void>;
  /** Ends the service, and removes the folder. */
  close(): Promise<void>;
}

/**
 * Sets a stage on a fresh folder. Settings are the defaults, but for limits that keep one client from asking too much.
 * @param databaseUrl A PostgreSQL in the place of the embedded database.
 * @param openNetwork Opens validators in the place of the embedded ledger, given a folder.
 */
export async function openStage(
  databaseUrl = "",
  openNetwork?: (folder: string) => Promise<DemoNetwork>,
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-bench-"));
  const network = await openNetwork?.(folder);
  await network?.deploy(() => {});
  const child = spawn(process.execPath, [command, "--data", folder, "serve"], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      YTTERBY_HTTP_PORT: "0",
      YTTERBY_LOG_LEVEL: "error",
      YTTERBY_RATE_LIMIT_PER_MINUTE: "10000000",
      YTTERBY_UNITS_KEY: unitsKey,
      ...network?.settings,
    },
    stdio: ["ignore", "inherit", "pipe"],
  });
  const remove = async () => {
    await network?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await started(child);
    const [record, manifest] = await Promise.all([
      readServiceRecord(folder),
      readManifest(join(folder, "deployment.json")),
    ]);
    const nodes = network?.settings.YTTERBY_RPC_URL?.split(",") ?? [record?.ledgerUrl ?? ""];
    const [ledgerUrl = ""] = nodes;
    if (record === undefined || ledgerUrl === "" || manifest === undefined)
      throw new Error("The service left no record");
    const rpc = new Rpc(nodes);
    const ledger = await connectLedger(rpc, manifest);
    const organisations = createOrganisations();
    const governorKey = network?.governorKey ?? (await readFile(join(folder, "governor.key"), "utf8")).trim();
    await govern(new Governance(ledger, governorKey), organisations);
    const end = async () => {
      rpc.close();
      await stop(child);
    };
    const close = async () => {
      await end();
      await remove();
    };
    return { url: record.url, ledgerUrl, ledger, organisations, folder, stop: end, close };
  } catch (error) {
    await stop(child);
    await remove();
    throw error;
  }
}

/** Waits until a child has said where it answers. */
export function started(child: ChildProcess): Promise<void> {
  let said = "";
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", (chunk) => {
      said += chunk;
      if (/answers at http/.test(said)) resolve();
    });
    child.once("exit", (status) => reject(new Error(`A process of the benchmark ended with ${status}: ${said}`)));
  });
}

/** Ends a child in order. */
export function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}
