import { expect } from "chai";
import { Rounds } from "../../src/indexer/rounds.ts";

describe("rounds of work", () => {
  it("look one at a time, and once more for all that woke them meanwhile", async () => {
    let looks = 0;
    let under = 0;
    let release = (): void => {};
    const rounds = new Rounds(async () => {
      looks++;
      expect(++under).to.equal(1);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      under--;
    }, 3_600_000);
    rounds.wake();
    expect(looks).to.equal(0);
    rounds.start();
    rounds.wake();
    rounds.wake();
    expect(looks).to.equal(1);
    release();
    await new Promise(setImmediate);
    expect(looks).to.equal(2);
    const stopped = rounds.stop();
    rounds.wake();
    release();
    await stopped;
    expect(looks).to.equal(2);
    expect(rounds.stopped).to.equal(true);
  });
});
