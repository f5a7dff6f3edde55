import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect } from "chai";
import { Journal, JournalError } from "../../src/embedded-ledger/journal.ts";
import type { Pins } from "../../src/embedded-ledger/journal-header.ts";
import { encodeRecord, type JournalBlock } from "../../src/embedded-ledger/journal-record.ts";

describe("journal", () => {
  const pins: Pins = {
    engine: "anvil",
    engineVersion: "1.2.3",
    hardfork: "cancun",
    chainId: 5,
    blockGasLimit: "300000000",
    flags: ["--a", "b"],
  };
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ytterby-journal-"));
    path = join(folder, "journal");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function block(
    number: number,
    transactions: Buffer[] = [Buffer.from(`block ${number}`), Buffer.alloc(40, number)],
  ): JournalBlock {
    return {
      number,
      timestamp: 2_000_000_000 + number,
      parentHash: `0x${number.toString().padStart(64, "0")}`,
      transactions,
      // Which blocks are so makes no difference to the others.
      afterSnapshot: number % 3 === 2,
    };
  }

  async function write(...blocks: JournalBlock[]): Promise<void> {
    const journal = await Journal.open(path, pins, 0);
    for (const each of blocks) await journal.append(each);
    await journal.close();
  }

  async function read(seen = 0, expected: Pins = pins): Promise<JournalBlock[]> {
    const journal = await Journal.open(path, expected, seen);
    try {
      const blocks: JournalBlock[] = [];
      for await (const each of journal.blocks()) blocks.push(each);
      return blocks;
    } finally {
      await journal.close();
    }
  }

  async function failureOf(work: Promise<unknown>): Promise<Error> {
    const error = await work.then(
      () => expect.fail("There is no failure"),
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(JournalError);
    return error as JournalError;
  }

  it("begins with a header and keeps it", async () => {
    const began = Math.floor(Date.now() / 1000);
    const first = await Journal.open(path, pins, 0);
    expect(first.height).to.equal(0);
    expect(first.header.genesisTimestamp).to.be.within(began, Math.floor(Date.now() / 1000));
    expect(first.lastTimestamp).to.equal(first.header.genesisTimestamp);
    await first.close();
    const second = await Journal.open(path, pins, 0);
    expect(second.header).to.deep.equal(first.header);
    await second.close();
    expect(readdirSync(folder)).to.deep.equal(["journal"]);
  });

  it("gives back what was written, over restarts, without transactions as well", async () => {
    await write(block(1), block(2, []));
    const journal = await Journal.open(path, pins, 2);
    expect(journal.height).to.equal(2);
    expect(journal.lastTimestamp).to.equal(2_000_000_002);
    const large = block(3, [Buffer.alloc(3_000_000, 7)]);
    await journal.append(large);
    await journal.close();
    expect(await read()).to.deep.equal([block(1), block(2, []), large]);
  });

  it("takes only the next block, later than the last", async () => {
    const journal = await Journal.open(path, pins, 0);
    await journal.append(block(1));
    for (const wrong of [block(1), block(3), { ...block(2), timestamp: block(1).timestamp }]) {
      const error = await journal.append(wrong).catch((reason: Error) => reason);
      expect(error).to.be.instanceOf(Error).with.property("message").that.contains("does not follow block 1");
    }
    await journal.append(block(2));
    await journal.close();
    expect(await read()).to.deep.equal([block(1), block(2)]);
  });

  it("loses a last block that was cut off at any byte, and none before it", async () => {
    await write(block(1), block(2));
    const before = readFileSync(path);
    await write(block(3));
    const whole = readFileSync(path);
    for (let length = before.length; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await read(2), `cut at ${length}`).to.deep.equal([block(1), block(2)]);
      expect(readFileSync(path)).to.deep.equal(before);
    }
    writeFileSync(path, whole);
    expect(await read(3)).to.deep.equal([block(1), block(2), block(3)]);
  });

  it("goes on behind a torn tail", async () => {
    await write(block(1), block(2));
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    await write(block(2, []));
    expect(await read()).to.deep.equal([block(1), block(2, [])]);
  });

  it("takes a tail of zeros, as a power cut leaves it, for torn", async () => {
    await write(block(1));
    const whole = readFileSync(path);
    writeFileSync(path, Buffer.concat([whole, Buffer.alloc(3_000_000)]));
    expect(await read()).to.deep.equal([block(1)]);
    expect(readFileSync(path)).to.deep.equal(whole);
  });

  it("refuses to lose a block that has been seen", async () => {
    await write(block(1), block(2));
    const torn = readFileSync(path).subarray(0, -1);
    writeFileSync(path, torn);
    expect((await failureOf(read(2))).message).to.contain("it ends after block 1, and there was a block 2");
    expect(readFileSync(path)).to.deep.equal(torn);
  });

  it("changes nothing and says where, if any byte before the last block is damaged", async () => {
    await write(block(1));
    const start = readFileSync(path).indexOf("\n") + 1;
    const end = readFileSync(path).length;
    await write(block(2));
    const whole = readFileSync(path);
    for (let at = start; at < end; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 0x10;
      writeFileSync(path, damaged);
      const error = await failureOf(read());
      expect(error.message, `byte ${at}`).to.contain(`byte ${start} is no record, but one follows at byte ${end}`);
      expect(readFileSync(path)).to.deep.equal(damaged);
    }
  });

  it("finds a record behind damage, wherever it lies", async () => {
    await write(block(1, [Buffer.alloc(2 * 1024 * 1024 - 200, 1)]), block(2));
    const whole = readFileSync(path);
    const second = whole.lastIndexOf(whole.subarray(whole.indexOf("\n") + 1).subarray(0, 16));
    for (let shift = -20; shift <= 20; shift++) {
      // The search reads pieces of one mebibyte: the record's beginning may lie across the edge of two.
      const start = whole.indexOf("\n") + 1;
      const gap = Buffer.alloc(1024 * 1024 + shift, 1);
      writeFileSync(path, Buffer.concat([whole.subarray(0, start), gap, whole.subarray(second)]));
      expect((await failureOf(read())).message).to.contain(`one follows at byte ${start + gap.length}`);
    }
  });

  it("refuses blocks that are out of order", async () => {
    await write(block(1), block(2));
    const whole = readFileSync(path);
    const start = whole.indexOf("\n") + 1;
    const second = whole.lastIndexOf(whole.subarray(start, start + 16));
    writeFileSync(path, Buffer.concat([whole.subarray(0, start), whole.subarray(second)]));
    expect((await failureOf(read())).message).to.contain("block 2 follows block 0");
    writeFileSync(path, Buffer.concat([whole, whole.subarray(second)]));
    expect((await failureOf(read())).message).to.contain("block 2 follows block 2");
  });

  it("does not take data in a transaction for a record", async () => {
    const forged = encodeRecord(block(3), Buffer.alloc(16, 3));
    await write(block(1), block(2, [forged, Buffer.alloc(10)]));
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, -1));
    expect(await read()).to.deep.equal([block(1)]);
  });

  it("refuses a journal that was made otherwise, and says in what", async () => {
    await write(block(1));
    const others: [Partial<Pins>, string][] = [
      [{ engine: "hardhat" }, "engine was anvil and is hardhat"],
      [{ engineVersion: "1.2.4" }, "engineVersion was 1.2.3 and is 1.2.4"],
      [{ hardfork: "prague" }, "hardfork was cancun and is prague"],
      [{ chainId: 6 }, "chainId was 5 and is 6"],
      [{ blockGasLimit: "1" }, "blockGasLimit was 300000000 and is 1"],
      [{ flags: ["--a"] }, "flags was --a,b and is --a"],
    ];
    for (const [other, difference] of others) {
      expect((await failureOf(read(0, { ...pins, ...other }))).message).to.contain(difference);
    }
    expect(await read()).to.deep.equal([block(1)]);
  });

  it("refuses a header that is damaged anywhere, empty, or of a later format", async () => {
    await write(block(1));
    const whole = readFileSync(path);
    for (let at = 0; at <= whole.indexOf("\n"); at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 1;
      writeFileSync(path, damaged);
      expect((await failureOf(read())).message, `byte ${at}`).to.contain("cannot be read");
    }
    writeFileSync(path, "");
    expect((await failureOf(read())).message).to.contain("cannot be read");
    const later = `{"format":2,"new":true}`;
    writeFileSync(path, `${crc32(later).toString(16).padStart(8, "0")} ${later}\n`);
    expect((await failureOf(read())).message).to.contain("it has format 2, and this program knows 1");
  });

  it("begins anew where only its draft was left", async () => {
    writeFileSync(`${path}.new`, "half a hea");
    await write(block(1));
    expect(await read()).to.deep.equal([block(1)]);
    expect(readdirSync(folder)).to.deep.equal(["journal"]);
  });
});
