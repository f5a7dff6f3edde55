import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { exitStatus, exitStatusWords } from "../../src/cli/exit-status.ts";
import { createProgram } from "../../src/cli/program.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/command-line.md"), "utf8");
const firstCells = [...page.matchAll(/^\| `?([^|`]+?)`? \| (.*) \|$/gm)].map(([, cell = "", text = ""]) => ({
  cell,
  text,
}));

describe("docs/command-line.md", () => {
  it("has a row for every command, and for nothing else", async () => {
    const commands = (await createProgram("en")).commands.map((command) => command.name());
    const rows = firstCells.map(({ cell }) => cell).filter((cell) => /^[a-z]+(-[a-z]+)*$/.test(cell));
    expect(rows.filter((cell) => cell !== "command")).to.have.members(commands);
  });

  it("names every act of governance and of keys", async () => {
    for (const command of (await createProgram("en")).commands.filter(({ commands }) => commands.length > 0)) {
      const row = firstCells.find(({ cell }) => cell === command.name());
      const names = command.commands.flatMap((act) =>
        act.commands.length === 0 ? [act.name()] : act.commands.map((inner) => `${act.name()} ${inner.name()}`),
      );
      for (const name of names) expect(row?.text).to.contain(`\`${name}\``);
    }
  });

  it("tells every exit status in the words of --help", () => {
    for (const [name, status] of Object.entries(exitStatus)) {
      const words = exitStatusWords[name as keyof typeof exitStatus].en;
      expect(page).to.contain(`| ${status} | ${words} |`);
    }
  });
});
