import { expect } from "chai";
import { remembering } from "../../src/verify/remembering.ts";

describe("verify/remembering", () => {
  it("forgets what was used longest ago, once there is no more room", () => {
    const memory = remembering<string, string>(2);
    memory.set("a", "1").set("b", "2");
    memory.get("a");
    memory.set("c", "3");
    expect([...memory.keys()]).to.have.members(["a", "c"]);
  });

  it("counts an entry by its size, and does not keep one that is larger than its room", () => {
    const memory = remembering<string, number>(10, (size) => size);
    memory.set("a", 6).set("b", 4).set("c", 5);
    expect([...memory.keys()]).to.have.members(["b", "c"]);
    memory.set("d", 11);
    expect(memory.has("d")).to.equal(false);
  });
});
