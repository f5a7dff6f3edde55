import { expect } from "chai";
import { CliError } from "../../src/cli/cli-error.ts";
import { lotNamed } from "../../src/cli/lot-named.ts";
import type { Client } from "../../src/client/client.ts";
import type { LotFilter } from "../../src/client/filters.ts";

const [jade, aoboshi] = [`0x${"a".repeat(40)}`, `0x${"b".repeat(40)}`];
const id = (digit: string) => `0x${digit.repeat(64)}`;
const lots = [
  { id: id("1"), lotNumber: "P-1", producer: jade, producerName: "Jade Terrace", status: "certified" },
  { id: id("2"), lotNumber: "P-1", producer: aoboshi, producerName: "Aoboshi", status: "declared" },
  { id: id("3"), lotNumber: "P-2", producer: jade, producerName: "Jade Terrace", status: "rejected" },
  { id: id("4"), lotNumber: "P-2", producer: jade, producerName: "Jade Terrace", status: "certified" },
  { id: id("5"), lotNumber: "P-3", producer: jade, producerName: "Jade Terrace", status: "rejected" },
];
const client = {
  lots: async ({ lotNumber }: LotFilter) => ({ items: lots.filter((lot) => lot.lotNumber === lotNumber), next: null }),
} as unknown as Client;

describe("a lot that somebody names", () => {
  const refusal = async (name: string): Promise<CliError> => {
    const error = await lotNamed(client, name).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof CliError) return error;
    throw new Error(`${name} was taken`);
  };

  it("is found by its id, its number, or number and producer", async () => {
    expect(await lotNamed(client, id("A"))).to.equal(id("a"));
    expect(await lotNamed(client, "P-1@Aoboshi")).to.equal(id("2"));
    expect(await lotNamed(client, `P-1@${jade.toUpperCase().replace("X", "x")}`)).to.equal(id("1"));
    // A rejected lot leaves its number to what replaces it, and is found where nothing does.
    expect(await lotNamed(client, "P-2")).to.equal(id("4"));
    expect(await lotNamed(client, "P-3")).to.equal(id("5"));
  });

  it("is asked about where several have its number, with every choice", async () => {
    const { status, items } = await refusal("P-1");
    expect(status).to.equal(64);
    expect(items.map(({ zh }) => zh)).to.deep.equal([
      `P-1@${jade} (Jade Terrace): ${id("1")}`,
      `P-1@${aoboshi} (Aoboshi): ${id("2")}`,
    ]);
  });

  it("is not valid where nobody has declared it; what can be no lot is told", async () => {
    expect(await refusal("P-9")).to.include({ status: 2 });
    const { status, text } = await refusal("P-1@Somebody");
    expect(status).to.equal(2);
    expect(text.en).to.contain("Nobody called Somebody has declared a lot P-1");
    for (const name of ["", "two words", `0x${"1".repeat(63)}`, "x".repeat(21)]) {
      expect((await refusal(name)).text.en, name).to.contain("names no lot");
    }
  });
});
