// Has the compiler's SMTChecker prove what test/contracts/smt asserts, for every input there is.
//
//   npm run test:smt
//
// The solver is the one inside the compiler; it is given no time limit, so that its answers do not depend on the machine.
import { globSync, readFileSync } from "node:fs";
import { compile, shipped } from "./solidity/compile.ts";

const PROVED = /Assertion violation check is safe/;
const OPEN = /Assertion violation (?:happens|might happen)/;

let [passed, failed] = [0, 0];
for (const path of globSync("test/contracts/smt/*.smt.sol").sort()) {
  const source = readFileSync(path, "utf8");
  const [, contract = ""] = /^contract (\w+)/m.exec(source) ?? [];
  const { errors } = compile(
    { [path]: source },
    {
      ...shipped,
      outputSelection: { [path]: { [contract]: ["abi"] } },
      modelChecker: {
        engine: "chc",
        contracts: { [path]: [contract] },
        targets: ["assert"],
        showProvedSafe: true,
        showUnproved: true,
      },
    },
  );
  for (const { severity, message, sourceLocation } of errors) {
    if (severity === "error") throw new Error(message);
    const code = source.slice(sourceLocation?.start ?? 0, sourceLocation?.end ?? 0);
    if (sourceLocation?.file !== path) continue;
    if (PROVED.test(message)) {
      passed += 1;
      console.log(`proved  ${contract}: ${code}`);
    } else if (OPEN.test(message)) {
      failed += 1;
      console.log(`OPEN    ${contract}: ${code}\n${message}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
