import type { z } from "zod";
import { kindNames, network } from "../../api/schemas/network.ts";
import { contractNames } from "../../statements/contract-names.ts";
import { typedDataDomain } from "../../statements/digest.ts";
import { statementKinds } from "../../statements/registry.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Tells which ledger this is, and what signatures are bound to. */
export const readNetwork = defineRoute({
  name: "readNetwork",
  method: "get",
  path: "/v1/network",
  tag: "Service",
  summary: "The ledger, its contracts, and what each kind of statement is signed as",
  success: { status: 200, description: "The network", schema: network },
  problems: [],
  handle({ ledger, indexer }) {
    const chainId = ledger.chainId.toString();
    return {
      body: {
        chainId,
        genesisHash: ledger.manifest.genesisHash,
        contracts: Object.fromEntries(contractNames.map((name) => [name, ledger.address(name)])) as z.input<
          typeof network
        >["contracts"],
        kinds: kindNames.map((kind) => ({
          kind,
          primaryType: statementKinds[kind].primaryType,
          domain: { ...typedDataDomain(ledger.domain(kind)), chainId },
          types: statementKinds[kind].types,
        })),
        indexedBlock: Number(indexer.status().indexedBlock ?? 0n),
      },
    };
  },
});
