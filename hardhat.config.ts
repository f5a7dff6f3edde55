import { createRequire } from "node:module";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatEthersChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import { defineConfig } from "hardhat/config";
import { sparingCompiler } from "./scripts/solidity/sparing-compiler.ts";

const require = createRequire(import.meta.url);

// `npm run test:deep` sets it; Hardhat has one profile of Solidity tests only.
const deep = process.env.YTTERBY_TEST_DEEP === "1";

// `npm run coverage` and `npm run mutants` set it: statements that are counted, and code that is compiled in haste, make contracts longer
// than a ledger takes.
const anySize = process.env.YTTERBY_TEST_ANY_SIZE === "1";

const compiler = {
  version: "0.8.37",
  // The npm package carries the compiler, so nothing is downloaded; its version is pinned to the one above.
  path: require.resolve("solc/soljson.js"),
  settings: {
    // Besu QBFT and the other permissioned engines of today run it; no blob opcode is used.
    evmVersion: "cancun",
    // With statements that are counted the optimizer finds no room on the stack.
    optimizer: anySize ? { enabled: false } : { enabled: true, runs: 1_000 },
    viaIR: true,
  },
};

/** In a tenth of the time, for code that nobody deploys. */
const quick = { ...compiler, settings: { ...compiler.settings, viaIR: false, optimizer: { enabled: false } } };

export default defineConfig({
  plugins: [
    hardhatEthers,
    hardhatEthersChaiMatchers,
    hardhatMocha,
    hardhatNetworkHelpers,
    hardhatTypechain,
    sparingCompiler,
  ],
  solidity: {
    splitTestsCompilation: true,
    compilers: [compiler],
    // Compiled apart from the others although in the same way: as many as there are processors are compiled side by side.
    overrides: {
      ...Object.fromEntries(
        ["Certification", "Custody", "Lots", "SiteAccounts"].map((name) => [`contracts/${name}.sol`, { ...compiler }]),
      ),
      // They deploy what is compiled for real, and call it: to compile them well too would take longer than to run them.
      ...Object.fromEntries(
        ["fuzz/Border", "fuzz/Customs", "fuzz/ExportControl", "fuzz/Roles", "invariants/Ledger"].map((name) => [
          `test/contracts/${name}.t.sol`,
          anySize ? { ...compiler } : quick,
        ]),
      ),
    },
  },
  test: {
    // What counts its statements takes minutes for what else takes seconds.
    mocha: { timeout: anySize ? 600_000 : 60_000 },
    solidity: {
      fuzz: { runs: deep ? 20_000 : 256 },
      // After each step everything is looked at: a sequence takes six seconds, and another one is nothing but another chance.
      invariant: { runs: deep ? 100 : 3, depth: deep ? 250 : 150, failOnRevert: true },
    },
  },
  networks: {
    default: {
      type: "edr-simulated",
      chainType: "l1",
      hardfork: "cancun",
      chainId: 31_337,
      allowUnlimitedContractSize: anySize,
    },
  },
  // The mocks are compiled beside the contracts and shipped with nothing.
  paths: { sources: ["contracts", "test/contracts/mocks"] },
  // Generated code with namespaces, which our own may not have (erasableSyntaxOnly); only its types are used.
  typechain: { outDir: "types", tsNocheck: true },
});
