import { type GasSnapshot, readSnapshot } from "../bench/gas/snapshot.ts";

/** docs/gas.md: the figures that are kept, beside peers', and where the gas goes. */
export function gasPage(): string {
  const snapshot = readSnapshot();
  const above = snapshot.filter(({ metric, gas }) => gas > aimOf(metric));
  return `# Gas

What a statement costs, as a whole transaction or as its share of one, in the steady state: organisations, quotas and words of nonces are in use,
who is handed grams of a lot holds some of it already; lots, consignments and what a receipt brings into a hand are new. A producer's lot numbers
follow one another. Contracts are compiled as shipped, every check is on. \`npm run bench -- gas\` measures all of it again in half a minute, ours and the peers' on the same chain; a
test fails where a figure moved by more than 1 % of the one kept here, and \`npm run bench -- gas --keep\` keeps new ones.

<!-- Generated from docs/gas.json by \`npm run generate\`. -->

| what | gas | nearest peer | its gas | ours/peer |
|---|---:|---|---:|---:|
${snapshot.map(besidePeer).join("\n")}

A bundle of declaration and certificate is one figure. A batch is of 50 (attestations: of 100, by one laboratory or by twenty in turn).

**Peers do less.** EAS stores each attestation whole, with its data; here the data is one word, a hash of what is attested. The schema is one that anybody may register. EAS knows
neither roles nor windows nor the lot it is about. A transfer by Safe or forwarder moves a balance under a signature: it leaves no statement in a dossier, and asks for no
certificate, no role of the recipient, no seal; a hand over by forwarder has one signature where ours has two. Recording a movement as well as
making it would take an EAS attestation more.

## Where it goes

| what | transaction | call data | signatures | reading | writing | events | calls | computing |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
${snapshot.map(whereItGoes).join("\n")}

*reading* and *writing* are storage; *signatures* the recovery of signers; *calls* the first look at other contracts; *computing* everything else:
decoding, checking, hashing.

## Above what was aimed at

| what | aim | gas | without computing | left for computing | it takes |
|---|---:|---:|---:|---:|---:|
${above.map(aboveAim).join("\n")}

The aims of declaration, certificate and attestation are kept for comparison only: at three fifths and less than half of the nearest peer these are good
enough. A declaration with its certificate is to stay below 0.65 of its peer.

**Why these rows are above their aims:**

- Compositions are checked, and summed as oxides, by a plain loop, without guard bits and assembly.
- The compiler hashes and logs statements.
- An attestation keeps a slot that says which one stands and by whom, so that nobody clears another's.
- A holder's stock is kept by country.
- The rules of movements are asked on every path.
- A declaration marks its lot number as taken.
- A certificate reads the examinations that stand, of every attester.
- A transformation marks the numbers of its four outputs, hashes seven contents, logs four of them, and looks at its outputs once for each law.

**A lot number** is marked by a bit beside those that differ from it in the last character only. Of ten numbers that follow one another, nine change a
slot, which takes 5,000, and one opens it, which takes 17,100 more; within one transaction each further one takes a few hundred. Numbers that do not follow
one another open a slot each. The figures of a single declaration are of a number in a slot that is in use, those of a batch are of fifty in five slots,
and those of the transformation are of four in a new one.

**Customs** is not in the tables above. \`npm run bench -- customs\` prints what the rules of movements add to a dispatch of one line, with three rules of export control set. No test compares it with these figures:

| row | gas | above the same dispatch |
|---|---:|---|
| \`dispatch at home extra gas\` | 3,275 | within a country, where no rule of movements is asked |
| \`dispatch uncontrolled extra gas\` | 3,847 | abroad, of a lot that no rule controls, where no rule of movements is asked |
| \`dispatch permit extra gas\` | 31,930 | abroad, of a controlled lot while its rule is suspended |
| \`dispatch permit above uncontrolled gas\` | 45,170 | abroad, of a lot that no rule controls |

What is not computing is mostly there whichever way it is written: a signature and what it signs, the slots of record, dossier, grams, nonce and
key, and the event by which all of it can be reproduced.

**A transformation** of three lots into four writes nine new slots (record and dossier of each output, one for all their lot numbers) and changes seven (grams and dossier of each input, a word of nonces); it brings seven compositions of
seventeen elements along, and logs four of them. It hashes seven contents (each output's id, each input's against its id), judges four of them, and both
laws in seventeen elements. It is dear to carry and to log a number in a word of its own: so a composition is signed as seventeen numbers and
carried in two words. It is dear to go through seventeen elements one by one: so each output's are gone through
once, where they are checked; the laws sum three at once (\`Compositions\`), and look at single ones only where not all that went in is certified, where
something is refused or drawn on an allowance, and where carbon is shared by prices.
`;
}

type Entry = GasSnapshot[number];

function besidePeer({ metric, gas, peer }: Entry): string {
  if (peer === null) return `| ${name(metric)} | ${grouped(gas)} | none | | |`;
  const ratio = (gas / peer.figure).toFixed(2);
  return `| ${name(metric)} | ${grouped(gas)} | ${peer.name} | ${grouped(peer.figure)} | ${ratio} |`;
}

/** Gas that was aimed at; of what has no aim, any. */
function aimOf(metric: string): number {
  return AIMS[name(metric)] ?? Number.POSITIVE_INFINITY;
}

const AIMS: Readonly<Record<string, number>> = {
  "declare and certify single": 185_000,
  "declare and certify batch": 130_000,
  "hand over single": 105_000,
  "hand over batch": 68_000,
  "attest single": 62_000,
  "attest batch": 28_000,
  "attest from twenty laboratories": 38_000,
  "dispatch 1 line": 112_000,
  "dispatch 10 lines": 280_000,
  "receive 10 lines": 420_000,
  "transformation 3 to 4": 400_000,
};

function aboveAim({ metric, gas, destinations: { computing } }: Entry): string {
  const [aim, fixed] = [aimOf(metric), gas - computing];
  return `| ${[name(metric), ...[aim, gas, fixed, aim - fixed, computing].map(grouped)].join(" | ")} |`;
}

function whereItGoes({ metric, destinations }: Entry): string {
  return `| ${[name(metric), ...Object.values(destinations).map(grouped)].join(" | ")} |`;
}

function name(metric: string): string {
  return metric.replace(/ gas$/, "");
}

function grouped(gas: number): string {
  return Math.round(gas).toLocaleString("en");
}
