import { z } from "zod";
import { contractNames } from "../../statements/contract-names.ts";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import { visibleObject } from "../visibility.ts";
import { address, count, hash } from "./scalars.ts";

/** Names of all kinds of statements. */
export const kindNames = Object.keys(statementKinds) as [StatementKindName, ...StatementKindName[]];

/** Which ledger this is, and what signatures are bound to. */
export const network = visibleObject({
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
