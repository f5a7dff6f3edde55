import { referenceProfiles } from "../../../src/domain/fingerprint/profile.ts";
import type { Address, Hex } from "../../../src/domain/hex.ts";
import type { Content } from "../../../src/domain/lot.ts";
import { normal, pick } from "../fingerprint/random.ts";
import { mixed } from "../fingerprint/simulate.ts";
import type { Border } from "./border.ts";
import { addressOf, everyElement, hashOf, measured, profileOf, usual } from "./goods.ts";
import { DAY, firstDay } from "./times.ts";
import type { Mine, World } from "./world.ts";
import type { WrittenLot } from "./written-ledger.ts";

/** What a piece of smuggling is called, the rules that are there to find it, and how it is done from a time on. */
type Smuggling = readonly [name: string, rules: readonly string[], work: (at: number) => void];

/** How goods are smuggled: in each way as smugglers vary it, some of it too little to stand out. */
export function smuggling(world: World, border: Border): readonly Smuggling[] {
  return [
    [
      "clay of Longnan declared as Mexican",
      ["fingerprint-against-origin", "origin-without-mine"],
      (at) => disguised(world, at, "longnan", 1, "MX", "Sonora"),
    ],
    [
      "Bayan Obo declared as Mountain Pass",
      ["fingerprint-against-origin"],
      (at) => disguised(world, at, "bayan-obo", 1, "US", "Mountain Pass"),
    ],
    [
      "a fifth of Longnan clay in Mount Weld's",
      ["fingerprint-against-origin"],
      (at) => disguised(world, at, "longnan", 0.2, "AU", "Mount Weld"),
    ],
    ["mined in one country, standing in another", ["origin-against-ledger"], (at) => misplaced(world, at)],
    [
      "packed anew where nobody processes",
      ["repackaged-nowhere"],
      (at) =>
        world.packs(at, {
          owner: world.stranger(1),
          country: pick(world.random, ["MX", "TH", "AE", "SG", "PA"]),
        }),
    ],
    ["goods in small pieces", ["small-parcels"], (at) => pieces(world, at)],
    ["taken from a consignment", ["weight-lost"], (at) => stolen(world, at)],
    ["opened on the way", ["seal-broken"], (at) => opened(world, at)],
    ["a journey on paper only", ["impossible-travel"], (at) => onPaper(world, at)],
    ["taken out of a process", ["yield-outside-band"], (at) => skimmed(world, at)],
    ["two drums of one number", ["lot-number-twice"], (at) => twice(world, at)],
    ["metal drawn that never went in", ["withdrawn-not-measured"], (at) => conjured(world, at)],
    ["a certifier that looks at nothing", ["passes-everything"], (at) => stamps(world, at)],
    ["a producer that always overstates", ["rests-on-tolerance"], (at) => overstates(world, at)],
    ["more certified goods out than in", ["outflow-above-inflow"], (at) => fromNowhere(world, at)],
    ["found by customs", ["finding-made"], (at) => customsFind(world, at)],
    ["challenged, and without papers", ["challenge-overdue"], (at) => withoutPapers(world, border, at)],
    ["a route that surges", ["route-surge"], (at) => surge(world, at)],
  ];
}

function disguised(world: World, at: number, profileId: string, share: number, country: string, deposit: string): void {
  const truth = world.patterns.parcel(profileOf(profileId), 10);
  const honest = referenceProfiles.find((profile) => profile.country === country && profile.producer);
  const parcel = honest === undefined || share === 1 ? truth : mixed(world.patterns.parcel(honest, 10), truth, share);
  const owner = world.stranger(2);
  const quota = openingStock(world, at, owner, country);
  const content = { ...world.concentrate({ profile: profileOf(profileId), country, quota }), deposit };
  const lot = world.certified(at, owner, content, measured(world.patterns.assay(parcel)), 0);
  if (lot !== undefined)
    world.travels(at + 9 * DAY, lot, owner, { owner: addressOf(201), country: "JP" }, content.massGrams);
}

function openingStock(world: World, at: number, owner: Address, country: string): Hex {
  const quota = hashOf(0xdef_000_000 + Number(BigInt(owner)));
  world.enrols(at - 20 * DAY, owner, "buyer", country);
  world.ledger.act(Math.floor(at) - 20 * DAY, "QuotaGranted", { quota, kind: 3, grantedGrams: "900000000000000" });
  return quota;
}

function misplaced(world: World, at: number): void {
  const mine = world.mine();
  const country = pick(
    world.random,
    ["TH", "VN", "LA", "KZ"].filter((each) => each !== mine.country),
  );
  world.certified(at, mine.owner, { ...world.concentrate(mine), country }, world.assayOf(mine.profile), 0.2);
}

function pieces(world: World, at: number): void {
  const mine = world.mine();
  const owner = world.stranger(3);
  const lot = world.certified(at, owner, world.concentrate(mine), world.assayOf(mine.profile), 0.2);
  if (lot === undefined) return;
  const parcels = 8 + Math.floor(world.random() * 60);
  for (let n = 0; n < parcels; n++) {
    const grams = BigInt(Math.round(1_000 * Math.exp(2.8 + 0.7 * normal(world.random))) + 1);
    const leaves = at + 9 * DAY + world.random() * 40 * DAY;
    world.travels(leaves, lot, owner, { owner: addressOf(450), country: "VN" }, grams);
  }
}

function sentLot(world: World, at: number): { lot: WrittenLot; mine: Mine } {
  const mine = world.mine();
  const lot = world.minedLot(at, mine, 0.2);
  if (lot === undefined) throw new Error("Smuggled goods are always certified here.");
  return { lot, mine };
}

function stolen(world: World, at: number): void {
  const { lot, mine } = sentLot(world, at);
  const lost = Math.min(0.2, Math.exp(-5.5 + 1.3 * normal(world.random)));
  world.travels(at + 9 * DAY, lot, mine.owner, world.abroad(mine), lot.content.massGrams, { lost });
}

function opened(world: World, at: number): void {
  const { lot, mine } = sentLot(world, at);
  // Some recipients say nothing.
  const isTold = world.random() < 0.75;
  world.travels(at + 9 * DAY, lot, mine.owner, world.abroad(mine), lot.content.massGrams, { opened: isTold });
}

/** Both sides state a journey of which nobody drove, on one day: the more hours they state, the less it can be told from a flight. */
function onPaper(world: World, at: number): void {
  const { lot, mine } = sentLot(world, at);
  const hours = world.random() * 24;
  world.travels(at + 9 * DAY, lot, mine.owner, world.abroad(mine), lot.content.massGrams, { hours });
}

function skimmed(world: World, at: number): void {
  const { lot, mine } = sentLot(world, at);
  const refiner = world.abroad(mine);
  const [grams, arrival] = world.travels(at + 9 * DAY, lot, mine.owner, refiner, lot.content.massGrams);
  world.works(arrival + DAY, refiner, lot, grams, world.recovery() * (1 - 0.5 * world.random()));
}

function twice(world: World, at: number): void {
  const { lot, mine } = sentLot(world, at);
  const second = { ...world.lot(mine.owner, world.concentrate(mine)), lotNumber: lot.lotNumber };
  world.declares(at + 30 * DAY, mine.owner, second);
}

function conjured(world: World, at: number): void {
  const { lot, mine } = sentLot(world, at);
  const refiner = { ...world.abroad(mine), owner: world.stranger(4) };
  const [grams, arrival] = world.travels(at + 9 * DAY, lot, mine.owner, refiner, lot.content.massGrams);
  const deposited = { process: "separation" as const, site: usual.site, inputs: [{ lot: lot.id, grams }] };
  const put = { ...deposited, country: refiner.country, occurredAt: Math.floor(arrival + DAY) };
  world.state(arrival + DAY, refiner.owner, "deposit", put, [lot]);
  const composition = everyElement((symbol) =>
    symbol === "Sc" ? { partsPerHundredMillion: 60_000_000 } : { detectionLimit: 1_000 },
  );
  const oxide = { ...usual, form: "separated-oxide", composition, massGrams: 10_000n } satisfies Content;
  const content: Content = { ...oxide, country: refiner.country, quota: null };
  const made = world.lot(refiner.owner, content);
  const outputs = [{ lotNumber: made.lotNumber, certifiable: true, content }];
  const drawn = { process: "separation" as const, period: 1, outputs, emissionsGrams: 0n, removalsGrams: 0n };
  const drawnAt = arrival + 5 * DAY;
  const said = { ...drawn, occurredAt: Math.floor(drawnAt) };
  const digest = world.state(drawnAt, refiner.owner, "withdraw", said, [made]);
  world.ledger.made(digest, [made]);
}

function stamps(world: World, at: number): void {
  const certifier = world.stranger(5);
  const lots = 30 + Math.floor(world.random() * 120);
  for (let n = 0; n < lots; n++) {
    const mine = world.mine();
    const lot = world.lot(mine.owner, world.concentrate(mine));
    world.honestly(() => world.declares(at + (n * DAY) / 4, mine.owner, lot));
    world.certifies(at + (n * DAY) / 4 + 3 * DAY, certifier, lot, false);
  }
}

function overstates(world: World, at: number): void {
  const mine = { ...world.mine(), owner: world.stranger(6) };
  const often = 0.6 + 0.4 * world.random();
  for (let n = 0; n < 40; n++) world.minedLot(at + n * DAY, mine, often);
}

function fromNowhere(world: World, at: number): void {
  const { lot, mine } = sentLot(world, at);
  const owner = world.stranger(7);
  const grams = lot.content.massGrams;
  world.travels(at + 9 * DAY, lot, mine.owner, { owner, country: "JP" }, grams);
  // As if a contract were broken: the same grams leave a second hand one and a half times.
  world.travels(at + 60 * DAY, lot, owner, { owner: addressOf(202), country: "US" }, (grams * 3n) / 2n, {}, "JP");
}

function customsFind(world: World, at: number): void {
  const { lot } = sentLot(world, at);
  const outcome = world.random() < 0.9 ? ("does-not-conform" as const) : ("inconclusive" as const);
  const examined = { ...world.examines(at + 12 * DAY, lot), outcome };
  world.state(at + 12 * DAY, addressOf(800), "attest", { ...examined, kind: "inspection", quantity: 0n }, [lot]);
}

function withoutPapers(world: World, border: Border, at: number): void {
  const { lot, mine } = sentLot(world, at);
  const to = world.abroad(mine);
  const [, arrival] = world.travels(at + 9 * DAY, lot, mine.owner, to, lot.content.massGrams);
  border.challengesSmuggled(arrival + DAY, lot, to);
}

/** A dealer who has handed on a little of a mine's goods for a year hands on many times as much for some months. */
function surge(world: World, at: number): void {
  const mine = world.mine();
  const owner = world.stranger(8);
  const country = pick(
    world.random,
    ["TH", "VN", "MY"].filter((each) => each !== mine.country),
  );
  const toCountry = pick(world.random, ["MX", "AE", "PA", "TR", "ID", "EG", "CL", "PE"]);
  const usualTonnes = 5 + world.random() * 60;
  const times = 1.5 + world.random() * 10;
  const month = (tonnes: number, when: number): void => {
    const content = { ...world.concentrate(mine), massGrams: BigInt(Math.round(tonnes * 1_000_000)) };
    const lot = world.certified(when - 60 * DAY, mine.owner, content, world.assayOf(mine.profile), mine.overstates);
    if (lot === undefined) return;
    const [grams] = world.travels(when - 50 * DAY, lot, mine.owner, { owner, country }, content.massGrams);
    world.travels(when, lot, owner, { owner: addressOf(9_000), country: toCountry }, grams, {}, country);
  };
  world.honestly(() => {
    for (let when = firstDay + 65 * DAY; when < at; when += 30.4 * DAY)
      month(usualTonnes * Math.exp(0.3 * normal(world.random)), when);
  });
  for (let n = 0; n < 5; n++) month(usualTonnes * times * Math.exp(0.2 * normal(world.random)), at + n * 30.4 * DAY);
}
