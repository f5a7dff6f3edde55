import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { skipWithoutGo } from "../support/skip-without-go.ts";

const folder = fileURLToPath(new URL("../../network", import.meta.url));

describe("network (Go)", function () {
  this.timeout(900_000);
  skipWithoutGo();

  function go(command: string, ...args: string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
    return { status, output: stdout + stderr };
  }

  it("passes its own tests", () => {
    const { status, output } = go("go", "test", "-count=1", "-buildvcs=false", "./internal/rules");
    expect(output).to.match(/^ok\s+ytterby\/network\/internal\/rules/m);
    expect(status, output).to.equal(0);
  });

  it("is formatted", () => {
    expect(go("gofmt", "-l", ".")).to.deep.equal({ status: 0, output: "" });
  });
});
