import { expect } from "chai";
import { Feed } from "../../src/http/feed.ts";
import type { IndexedBlock } from "../../src/store/index-standing.ts";

describe("feed", () => {
  let tell: (block: IndexedBlock) => void;
  let feed: Feed;

  beforeEach(() => {
    const onBlock = (listener: (block: IndexedBlock) => void) => {
      tell = listener;
      return () => undefined;
    };
    feed = new Feed({ onBlock }, { inAll: 3, perReader: 2 });
  });

  afterEach(() => feed.close());

  const news = () => tell({ number: 1n, hash: "0x" });
  const soon = 20;
  const never = 60_000;

  it("wakes who waits once there is news, and who was busy when it came", async () => {
    const listening = feed.open("a");
    const waiting = listening?.wait(never);
    news();
    expect(await waiting).to.equal(true);
    news();
    expect(await listening?.wait(never)).to.equal(true);
    expect(await listening?.wait(soon)).to.equal(false);
  });

  it("bounds how many listen, of one reader and in all, and makes room for who follows", () => {
    const first = feed.open("a");
    expect(feed.open("a")).to.not.equal(undefined);
    expect(feed.open("a")).to.equal(undefined);
    expect(feed.open("b")).to.not.equal(undefined);
    expect(feed.open("c")).to.equal(undefined);
    first?.close();
    expect(feed.open("c")).to.not.equal(undefined);
    expect(feed.size).to.equal(3);
  });

  it("ends everybody, and takes nobody in any more", async () => {
    const listening = feed.open("a");
    const waiting = listening?.wait(never);
    feed.close();
    expect(await waiting).to.equal(false);
    expect(listening?.ended).to.equal(true);
    expect(feed.open("b")).to.equal(undefined);
  });
});
