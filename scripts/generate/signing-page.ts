import type { Codec } from "../../src/statements/codec.ts";
import { type StatementKindName, statementKinds } from "../../src/statements/registry.ts";
import { kindOf } from "../../src/statements/statement.ts";
import { listGrams } from "../../src/units/grams-list.ts";
import { signingVectors, vectorKey } from "./signing-vectors.ts";

/** docs/signing.md: how to sign from a wallet, a key service or a program of one's own. */
export async function signingPage(): Promise<string> {
  const vectors = await signingVectors();
  const rows = vectors.map(({ kind, typedData, digest }) => {
    const { contract, attachments } = kindOf(kind);
    const beside = Object.keys(attachments).join(", ") || "–";
    return `| \`${kind}\` | ${contract} | \`${typedData.primaryType}\` | ${beside} | \`${digest}\` |`;
  });
  const list = exampleList();
  return `# Signing from your own program

A statement is signed as typed data (EIP-712). The service and the command give the typed data in full, so a wallet needs nothing else.

<!-- Generated from src/statements by \`npm run generate\`. -->

## From a wallet

\`\`\`js
const draft = await (await fetch(url + "/v1/drafts", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ kind: "certify", message: { lot, scheme: 1, validUntil, organisation, key } }),
})).json();
console.log(draft.says.en);                       // read this before you sign
const signature = await ethereum.request({
  method: "eth_signTypedData_v4",
  params: [key, JSON.stringify(draft.typedData)], // has the type EIP712Domain, which wallets ask for
});
await fetch(url + "/v1/statements", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ kind: draft.kind, message: draft.message, signature }),
});
\`\`\`

\`POST /v1/drafts\` fills in the nonce and the window of validity where they are left out. What is submitted is \`draft.message\`, not
\`draft.typedData.message\`: the first has words and texts, the second has numbers and padded bytes. A kind with a witness or a
countersignature (last table) needs it beside the signature.

## From hardware, a key service or a machine without a network

\`\`\`sh
ytterby draft certify --organisation 0x… --key 0x… --set lot=0x… --set scheme=1 --set validUntil=2027-01-01 --out draft.json
ytterby typed-data draft.json --out typed-data.json   # for a wallet
ytterby typed-data draft.json --digest                # for a key service: 32 bytes, to be signed without another hash
ytterby sign draft.json --signature MEUCIQ… --out signed.json
\`\`\`

\`ytterby sign --signature\` and the service take these forms of one signature, and carry the regular one: 65 bytes \`r s v\` with \`v\` 27, 28, 0 or 1;
64 bytes with the parity in the highest bit of \`s\` (EIP-2098); 64 bytes \`r s\` without a parity; DER (as key services answer; the command takes it in base64
too); \`s\` in the upper half of the curve's order. The form is not signed, so the statement stays the same. The right reading is the one that gives the
address of the statement's \`key\`. What is no such signature goes to the contract only if the key is a contract wallet (ERC-1271), byte for byte as it came.

## By hand

The domain is \`name\` "Ytterby", \`version\` "1", the \`chainId\`, and as \`verifyingContract\` the contract of the kind. \`GET /v1/network\` gives both, and the types of
each kind. Fields of the struct stand in the order of the types. From the wire to the struct:

| on the wire | in the struct |
|---|---|
| a word of a list, such as \`"separated-oxide"\` | its number (next table) |
| a list of words, such as \`scopes\` | one number, with a bit for each word (next table) |
| a text, such as a deposit, a seal or a country | \`bytes32\` or \`bytes2\`: UTF-8, filled up with zeros on the right |
| a route | \`bytes32\`: two bytes a country, one behind the other, filled up with zeros on the right |
| the id of a lot | \`uint256\`: the same 32 bytes as a number |
| a Global Location Number | \`uint64\`: its digits as a number |
| \`null\`, or a field that is left out | zero of the field's type |
| a composition | \`partsPerHundredMillion\`, a list of seventeen numbers in the order Sc, Y, La … Lu, the limit of detection where an element was not found; and \`notFound\`, a number with a bit for each element that was not found, bit 0 for Sc |
| a time | \`uint48\`: Unix seconds |
| a nonce | \`uint256\`: 256 random bits, never counted up. A statement that the service hides is shown by its digest, and the nonce keeps others from trying what it may say |

${numbersTable()}

## Which grams a dispatch carries

The field \`units\` of a dispatch is zero, or the Keccak-256 of a list of grams: canonical JSON (RFC 8785) of lots in ascending order, each with its ranges in rising
order, and of a salt of 32 random bytes. Both ends belong to a range, and ranges that touch are one. Such a list, in one line:

\`\`\`json
${new TextDecoder().decode(list.bytes)}
\`\`\`

Its hash is \`${list.hash}\`. \`POST /v1/drafts\` with \`units\` makes list, salt and hash. Stored under its hash (\`PUT /v1/evidence/{hash}\`), the list
can be read by whoever has the dispatch. Once the ledger has the dispatch, \`PUT /v1/statements/{id}/units\` takes exactly these grams, with the salt.

## Test vectors

[signing-vectors.json](signing-vectors.json) has a statement of each kind: the message as it is submitted, the typed data, the digest, and the signature of the
key ${vectorKey.address} (private key 1, which everybody knows). ethers and viem find the same digests and signatures; a test insists.

| kind | contract | primary type | beside the signature | digest of the vector |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

function exampleList() {
  const ranges = [
    { first: 0n, last: 499n },
    { first: 1_000n, last: 1_499n },
  ];
  return listGrams(new Map([[`0x${"a7".repeat(32)}`, ranges]]), `0x${"51".repeat(32)}`);
}

/** Which word is which number, or bit, by field. */
function numbersTable(): string {
  const rows = new Map<string, Set<string>>();
  for (const name of Object.keys(statementKinds) as StatementKindName[]) {
    collect(kindOf(name).codecs, rows);
  }
  const lines = [...rows].map(([numbers, fields]) => `| ${[...fields].sort().join(", ")} | ${numbers} |`);
  return `| field | numbers |\n|---|---|\n${lines.sort().join("\n")}`;
}

function collect(codecs: Record<string, Codec<unknown>>, rows: Map<string, Set<string>>): void {
  for (const [name, codec] of Object.entries(codecs)) {
    if (codec.numbers !== undefined) {
      const { as, of } = codec.numbers;
      const numbers = Object.entries(of).map(([word, number]) => `${as === "bit" ? "bit " : ""}${number} ${word}`);
      const text = numbers.join(", ");
      rows.set(text, (rows.get(text) ?? new Set()).add(`\`${name}\``));
    }
    if (codec.codecs !== undefined) collect(codec.codecs, rows);
  }
}
