import type { z } from "zod";
import type { packageAnswer } from "../../api/schemas/package.ts";
import type { Address } from "../../domain/hex.ts";
import type { PackageEventName } from "../../domain/package-event.ts";
import { type Concern, joinConcerns } from "../../readers/concern.ts";
import type { PackageEventRow, PackedPackage } from "../../store/repositories/package-repository.ts";
import { gramsIn } from "../../units/gram-range.ts";
import { organisationsConcern, statementConcerns } from "../concerns/flow-concerns.ts";
import type { Services } from "../services.ts";

type Packed = z.input<typeof packageAnswer>["packed"][number];

/** Whom packages concern, each: who packed it and its country's authorities, and the parties of the statement that it left with. In their order. */
export async function packageConcerns(services: Services, packages: readonly PackedPackage[]): Promise<Concern[]> {
  const { statements, organisations } = services;
  const rows = await statements.findAll(packages.flatMap(({ statement }) => statement ?? []));
  const [concerns, countries] = await Promise.all([
    statementConcerns(services, rows),
    organisations.countries(packages.map(({ organisation }) => organisation)),
  ]);
  return packages.map(({ organisation, statement }) => {
    const own = organisationsConcern([organisation], countries);
    const left = statement === null ? undefined : concerns.get(statement);
    return left === undefined ? own : joinConcerns(own, left);
  });
}

/** Packages as they are answered, with the numbers of their lots and the names of who handled them. */
export async function packagesToWire(services: Services, packages: readonly PackedPackage[]): Promise<Packed[]> {
  const { packages: books, lots, organisations } = services;
  const events = await Promise.all(packages.map(({ organisation, sscc }) => books.events(organisation, sscc)));
  const [numbers, names] = await Promise.all([
    lots.numbers([...new Set(packages.flatMap(({ contents }) => [...contents.keys()]))]),
    organisations.names([...packages.map(({ organisation }) => organisation), ...events.flat().map(({ by }) => by)]),
  ]);
  const nameOf = (address: Address) => names.get(address) ?? address;
  return packages.map(({ organisation, statement, parent, children, contents }, index) => ({
    packer: organisation,
    packerName: nameOf(organisation),
    statement,
    within: parent,
    packages: children,
    grams: Number([...contents.values()].reduce((sum, ranges) => sum + gramsIn(ranges), 0n)),
    lots: [...contents].map(([lot, ranges]) => ({
      lot,
      lotNumber: numbers.get(lot) ?? lot,
      grams: Number(gramsIn(ranges)),
      ranges: ranges.map(({ first, last }) => ({ first: Number(first), last: Number(last) })),
    })),
    events: (events[index] ?? [])
      // How it stood in its packer's book is the packer's own affair; where it was seen is not.
      .filter(({ what }) => statement === null || what === "seen")
      .map((row) => eventToWire(row, nameOf)),
  }));
}

function eventToWire(row: PackageEventRow, nameOf: (address: Address) => string): Packed["events"][number] {
  const { what, at, by, other, lot, grams, country } = row;
  return {
    what: what as PackageEventName,
    at: Number(at),
    by,
    byName: nameOf(by),
    package: other,
    lot,
    grams: grams === null ? null : Number(grams),
    country,
  };
}
