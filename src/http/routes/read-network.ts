import { z } from "zod";
import { contractNames } from "../../ledger/contract-names.ts";
import { typedDataDomain } from "../../statements/digest.ts";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import { defineRoute } from "../route.ts";
import { address, count, hash } from "../../api/schemas/scalars.ts";
import { visibleObject } from "../../api/visibility.ts";

const kindNames = Object.keys(statementKinds) as [StatementKindName, ...StatementKindName[]];

const network = visibleObject({
  public: {
    chainId: z.string().meta({ description: "Chain id, decimal" }),
    genesisHash: hash("Hash of block 0"),
    contracts: z.record(z.enum(contractNames), address("Contract")),
    kinds: z
      .array(
        visibleObject({
          public: {
            kind: z.enum(kindNames),
            primaryType: z.string(),
            domain: visibleObject({
              public: {
                name: z.string(),
                version: z.string(),
                chainId: z.string(),
                verifyingContract: address("Contract that takes the statement"),
              },
            }).meta({ id: "SigningDomain", description: "EIP-712 domain" }),
            types: z
              .record(z.string(), z.array(z.strictObject({ name: z.string(), type: z.string() })))
              .meta({ description: "EIP-712 types, without EIP712Domain" }),
          },
        }).meta({ id: "KindOfStatement" }),
      )
      .meta({ description: "What a client needs to sign each kind of statement" }),
    indexedBlock: count("Newest block that is indexed"),
  },
}).meta({ id: "Network" });

/** What a client is told about the ledger. */
export type Network = z.output<typeof network>;

/** Tells which ledger this is, and what signatures are bound to. */
export const readNetwork = defineRoute({
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
