import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { openStore } from "../../src/store/open-store.ts";
import { describeEngines } from "../store/engines.ts";

const run = promisify(execFile);

describeEngines("npm run rebuild", (fresh) => {
  it("empties the index and nothing else", async function () {
    this.timeout(60_000);
    const options = await fresh();
    const before = await openStore(options);
    const hash = `0x${"01".repeat(32)}`;
    const checkpoint = {
      id: 1,
      block_number: 9n,
      block_hash: hash,
      ledger: "l",
      announce_from: 1n,
      final_to: -1n,
      halted: "a fork",
    };
    const announced = { type: "included" as const, digest: hash, kind: "declare", block_number: 9n, block_hash: hash };
    await before.db.insertInto("checkpoint").values(checkpoint).execute();
    await before.db
      .insertInto("balance")
      .values({ lot: hash, holder: "0x1", country: "CN", transport_milligrams: 0n, grams: 1n })
      .execute();
    await before.db.insertInto("outbox").values(announced).execute();
    await before.close();

    const { stdout } = await run(process.execPath, ["scripts/rebuild.ts"], {
      env: {
        ...process.env,
        YTTERBY_DATA: options.folder,
        ...(options.databaseUrl !== undefined && { DATABASE_URL: options.databaseUrl }),
      },
    });
    expect(stdout).to.contain("The index is empty");

    const after = await openStore(options);
    expect(await after.db.selectFrom("balance").selectAll().execute()).to.deep.equal([]);
    expect(await after.db.selectFrom("checkpoint").selectAll().execute()).to.deep.equal([
      { ...checkpoint, block_number: -1n, block_hash: "", announce_from: 10n, final_to: -1n, halted: null },
    ]);
    expect(await after.db.selectFrom("outbox").select("digest").execute()).to.deep.equal([{ digest: hash }]);
    await after.close();
  });
});
