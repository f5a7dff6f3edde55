import { expect } from "chai";
import { row } from "../../../scripts/bench/row.ts";
import { renderRows } from "../../../scripts/bench/table.ts";

describe("the benchmark's table", () => {
  it("puts a peer beside ours, and leaves it out where there is none", () => {
    const rows = [
      row("relay", "statements per second", "1/s", 1234.56, { name: "naive", figure: 100 }),
      row("http", "p99", "ms", 2.34567),
    ];
    expect(rows[0]).to.include({ ours: 1235, peer: 100, peerName: "naive", ratio: 12.35 });
    expect(rows[1]).to.include({ ours: 2.346, peer: null, peerName: null, ratio: null });
    expect(renderRows(rows).split("\n")).to.deep.equal([
      "suite  metric                 unit  ours   peer         ours/peer",
      "relay  statements per second  1/s   1,235  100 (naive)  × 12.35",
      "http   p99                    ms    2.346",
    ]);
  });
});
