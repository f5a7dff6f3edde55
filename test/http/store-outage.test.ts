import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openStore } from "../../src/store/open-store.ts";
import { isStoreUnavailable } from "../../src/store/store-unavailable.ts";
import { eventually } from "../relay/relay-fixture.ts";
import { findPostgresql, type PostgresqlCluster, startPostgresql } from "../store/postgresql-cluster.ts";
import { type Service, startService } from "./service.ts";

describe("the HTTP interface without its database", () => {
  let cluster: PostgresqlCluster;
  let service: Service;
  let folder: string;

  before(async function () {
    this.timeout(60_000);
    const bin = findPostgresql();
    if (bin === undefined) {
      console.log("PostgreSQL is not installed: what the service says without it is not tried.");
      return this.skip();
    }
    cluster = startPostgresql(bin);
    folder = await mkdtemp(join(tmpdir(), "ytterby-outage-"));
    service = await startService({ databaseUrl: await cluster.createDatabase(), folder });
  });

  after(async () => {
    await service?.close();
    cluster?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("says that the database is away, with when to come back, and answers again once it is there", async function () {
    this.timeout(60_000);
    const lots = () => fetch(`${service.url}/v1/lots`);
    expect((await lots()).status).to.equal(200);
    cluster.kill();
    const seen = new Set<number>();
    await eventually(async () => {
      const answer = await lots();
      seen.add(answer.status);
      if (answer.status === 200) return false;
      const problem = (await answer.json()) as { code: string; detail: string };
      expect(problem).to.include({ code: "store-unavailable", status: 503 });
      expect(answer.headers.get("retry-after")).to.equal("1");
      return true;
    }, "the database is missed");
    for (let n = 0; n < 20; n++) expect((await lots()).status).to.equal(503);
    await cluster.restart();
    await eventually(async () => (await lots()).status === 200, "the service answers again");
    expect([...seen].every((status) => status === 200 || status === 503)).to.equal(true);
  });

  it("names at start the setting and the database that does not answer, and no password", async () => {
    const databaseUrl = "postgres://someone:secret@127.0.0.1:1/ledger";
    const error = await openStore({ databaseUrl, folder: "" }).catch((reason: unknown) => reason);
    expect(String(error)).to.contain("The database ledger that DATABASE_URL names does not answer at 127.0.0.1:1");
    expect(String(error)).to.contain("ECONNREFUSED").and.to.not.contain("secret");
  });

  it("tells a database that is away from one that refuses, and from other connections", () => {
    const failed = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);
    for (const away of [
      failed("", { code: "ECONNREFUSED", syscall: "connect" }),
      failed("terminating connection", { code: "57P01" }),
      failed("the database system is starting up", { code: "57P03" }),
      failed("Connection terminated unexpectedly"),
      new AggregateError([failed("", { code: "ECONNREFUSED", syscall: "connect" })]),
    ]) {
      expect(isStoreUnavailable(away), String(away)).to.equal(true);
    }
    for (const other of [
      failed("duplicate key value", { code: "23505" }),
      failed("no such file", { code: "ENOENT", syscall: "open" }),
      failed("x"),
      "57P01",
      undefined,
    ]) {
      expect(isStoreUnavailable(other), String(other)).to.equal(false);
    }
  });
});
