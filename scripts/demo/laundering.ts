import type { Content, CustodyModel } from "../../src/domain/lot.ts";
import type { Attempt } from "./attempt.ts";
import type { PartName } from "./cast.ts";
import { exaggerated } from "./compositions.ts";
import { type Making, transformation } from "./steps/transform.ts";
import { justNow, lotOf, type World } from "./world.ts";

const kilogram = 1_000n;

/** Attempts to make more, or cleaner, or something else out of what is there than there is. */
export const laundering: readonly Attempt[] = [
  {
    group: "mass",
    title: "a little more dysprosium than went in, hidden behind less of everything else",
    refusedAs: "ElementGrows",
    async try(world) {
      const source = lotOf(world, "BO-C-01").identity.content;
      // Nine tenths of the mass, an eighth more dysprosium in it: the whole looks like a loss.
      const changes = { composition: exaggerated(source.composition, "Dy", 113), footprintGramsPerKilogram: 9_000 };
      const content = like(source, 900n * kilogram, changes);
      return submit(world, step("lightRefinery", "leaching", [["BO-C-01", 1_000n * kilogram]], [content]));
    },
  },
  {
    group: "mass",
    title: "more that claims to be certified than went in certified",
    refusedAs: "CertifiedShareExceeded",
    async try(world, { undecided }) {
      const content = like(undecided.identity.content, 20n * kilogram, {});
      const taken = [
        ["LN-Dy-01", 10n * kilogram],
        [undecided.plan.number, 10n * kilogram],
      ] as const;
      return submit(world, step("heavyRefinery", "separation", taken, [content]));
    },
  },
  {
    group: "mass",
    title: "a concentrate parted into one that is rich in neodymium and the rest, and called splitting",
    refusedAs: "CompositionChanges",
    async try(world) {
      const source = lotOf(world, "BO-C-02").identity.content;
      const rich = like(source, 400n * kilogram, { composition: exaggerated(source.composition, "Nd", 120) });
      const rest = like(source, 600n * kilogram, {});
      return submit(world, step("lightRefinery", "splitting", [["BO-C-02", 1_000n * kilogram]], [rich, rest]));
    },
  },
  {
    group: "carbon",
    title: "carbon that vanishes between two steps, by one gram in a kilogram",
    refusedAs: "FootprintTooLow",
    async try(world) {
      const source = lotOf(world, "BO-C-02").identity.content;
      const content = like(source, 1_000n * kilogram, {
        allocation: source.allocation,
        footprintGramsPerKilogram: source.footprintGramsPerKilogram - 1,
      });
      return submit(world, step("lightRefinery", "splitting", [["BO-C-02", 1_000n * kilogram]], [content]));
    },
  },
  {
    group: "papers",
    title: "Chinese oxide repackaged in Thailand, where the organisation has nothing to process",
    refusedAs: "RoleNotHeld",
    async try(world) {
      const source = lotOf(world, "BO-NdPr-06").identity.content;
      const content = like(source, 500n * kilogram, { country: "TH", site: world.organisations.easternRefinery.site });
      return submit(world, step("easternRefinery", "repackaging", [["BO-NdPr-06", 500n * kilogram]], [content]));
    },
  },
  {
    group: "papers",
    title: "the same oxide repackaged in Japan, and called Mexican",
    refusedAs: "OriginMismatch",
    async try(world) {
      const { site, part } = world.organisations.easternRefinery;
      const source = lotOf(world, "BO-NdPr-06").identity.content;
      const changes = { country: part.country, site, originCountry: "MX", deposit: "Sonora" };
      const content = like(source, 500n * kilogram, changes);
      return submit(world, step("easternRefinery", "repackaging", [["BO-NdPr-06", 500n * kilogram]], [content]));
    },
  },
  {
    group: "papers",
    title: "oxide bought by mass balance, sold as segregated",
    refusedAs: "CustodyModelTooStrict",
    async try(world) {
      const source = lotOf(world, "BO-NdPr-08").identity.content;
      const content = like(source, 500n * kilogram, { custodyModel: "segregated" satisfies CustodyModel });
      return submit(world, step("lightRefinery", "splitting", [["BO-NdPr-08", 500n * kilogram]], [content]));
    },
  },
];

function step(
  by: PartName,
  process: Making["process"],
  taken: readonly (readonly [number: string, grams: bigint])[],
  contents: readonly Content[],
) {
  return { by, process, taken, contents };
}

async function submit(world: World, { by, process, taken, contents }: ReturnType<typeof step>): Promise<unknown> {
  const inputs = taken.map(([number, grams]) => ({ lot: lotOf(world, number), grams }));
  const outputs = contents.map((content, index) => ({ lotNumber: `LAUNDERED-${index + 1}`, content }));
  return world.road.client.submit(await transformation(world, { process, by, inputs, outputs }));
}

/** As what it is made of, but for what is said. */
export function like(source: Content, massGrams: bigint, changes: Partial<Content>): Content {
  return { ...source, massGrams, quota: null, allocation: "mass", producedAt: justNow(), ...changes };
}
