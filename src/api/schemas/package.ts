import { z } from "zod";
import { packageEvents } from "../../domain/package-event.ts";
import { visibleObject } from "../visibility.ts";
import { gramRange, sscc, ssccParameter } from "./gs1.ts";
import { address, count, country, hash, hashParameter, seconds } from "./scalars.ts";

/** What is taken down of a package. */
export const packageEventRequest = z
  .discriminatedUnion("what", [
    z
      .strictObject({
        what: z.literal("filled"),
        lot: hashParameter("Lot whose grams were put in"),
        ranges: z.array(gramRange).min(1).max(100),
      })
      .meta({
        id: "PackageFilled",
        description: "Grams of a lot were put into it; it begins with them where it is new",
      }),
    z
      .strictObject({ what: z.literal("packed"), package: ssccParameter })
      .meta({ id: "PackagePacked", description: "Another package was put into it; it begins with it where it is new" }),
    z
      .strictObject({ what: z.literal("unpacked") })
      .meta({ id: "PackageUnpacked", description: "It was taken out of the package that it lay in" }),
    z
      .strictObject({ what: z.literal("emptied") })
      .meta({ id: "PackageEmptied", description: "Its grams were taken out; packages in it stay" }),
    z.strictObject({ what: z.literal("received"), statement: hashParameter("Statement that it came with") }).meta({
      id: "PackageReceived",
      description: "It came to who says so, whole, and is in that book from then on, with all that lay in it",
    }),
    z.strictObject({ what: z.literal("seen"), country: country("Where it was seen") }).meta({
      id: "PackageSeen",
      description: "It was seen at a place: by its packer, or whom a consignment of it concerns",
    }),
  ])
  .meta({ id: "PackageEventRequest" });

const packageEvent = visibleObject({
  public: {
    what: z.enum(packageEvents),
    at: seconds("When"),
    by: address("Who says so"),
    byName: z.string(),
    package: sscc("The other package, where there is one").nullable(),
    lot: hash("Lot whose grams were put in").nullable(),
    grams: count("How many").nullable(),
    country: country("Where it was seen").nullable(),
  },
}).meta({ id: "PackageEvent" });

const packed = visibleObject({
  public: {
    packer: address("Organisation that packed it"),
    packerName: z.string(),
    statement: hash(
      "Statement that it left with: it is shown as it was packed then. Null for how it stands in its packer's book",
    ).nullable(),
    within: sscc("Package that it lies in").nullable(),
    packages: z.array(sscc("Package that lies in it directly")),
    grams: count("Net mass, with all that lies in it (grams)"),
    lots: z.array(
      z.strictObject({
        lot: hash("Lot"),
        lotNumber: z.string(),
        grams: count("Grams of it"),
        ranges: z.array(gramRange),
      }),
    ),
    events: z
      .array(packageEvent)
      .meta({ description: "What was done with it, and where it was seen, the newest first" }),
  },
}).meta({ id: "PackedPackage" });

/** What the reader may know of a package. */
export const packageAnswer = visibleObject({
  public: { sscc: sscc("The package"), packed: z.array(packed) },
}).meta({ id: "Package" });

/** Packages of an organisation that lie in no other. */
export const packageList = visibleObject({
  public: {
    items: z.array(
      visibleObject({ public: { sscc: sscc("Package"), openedAt: seconds("When it was begun") } }).meta({
        id: "PackageSummary",
      }),
    ),
    next: sscc("Where the next page begins, as `after`; null on the last").nullable(),
  },
}).meta({ id: "PackageList" });
