import { expect } from "chai";
import { z } from "zod";
import {
  partyObject,
  type Visibility,
  visibilities,
  visibilityOf,
  visibleObject,
} from "../../../src/api/visibility.ts";
import { presenterOf } from "../../../src/http/plumbing/present.ts";
import { allRoutes } from "../../../src/http/routes/all-routes.ts";

const inner = visibleObject({ public: { a: z.string() }, party: { b: z.string() } });
const schema = visibleObject({
  public: {
    open: z.string(),
    maybe: inner.nullable(),
    list: z.array(inner),
    either: z.discriminatedUnion("kind", [
      visibleObject({ public: { kind: z.literal("x") }, party: { x: z.int() } }),
      visibleObject({ public: { kind: z.literal("y"), y: z.int() } }),
    ]),
    whole: z.strictObject({ c: z.string() }),
  },
  party: { closed: partyObject({ d: z.string() }) },
  authority: { secret: z.string() },
});

const answer = {
  open: "o",
  maybe: { a: "1", b: "2" },
  list: [{ a: "3", b: "4", stray: "never" }],
  either: { kind: "x", x: 5 },
  whole: { c: "6" },
  closed: { d: "7" },
  secret: "8",
  stray: "never",
};

describe("presenting an answer", () => {
  const shown = (reader: Visibility) => presenterOf(schema)(answer, reader);

  it("leaves each reader what it may see, at every depth, and nothing that the schema does not name", () => {
    const everybody = { open: "o", maybe: { a: "1" }, list: [{ a: "3" }], either: { kind: "x" }, whole: { c: "6" } };
    const party = {
      ...everybody,
      maybe: { a: "1", b: "2" },
      list: [{ a: "3", b: "4" }],
      either: { kind: "x", x: 5 },
      closed: { d: "7" },
    };
    expect(shown("public")).to.deep.equal(everybody);
    expect(shown("party")).to.deep.equal(party);
    expect(shown("authority")).to.deep.equal({ ...party, secret: "8" });
  });

  it("gives every reader what the schema promises", () => {
    for (const reader of visibilities) expect(schema.safeParse(shown(reader)).error).to.equal(undefined);
    expect(presenterOf(schema)({ ...answer, maybe: null }, "public")).to.include({ maybe: null });
  });

  it("refuses a schema in which some fields have no tag, or whose branches cannot be told apart", () => {
    const forgotten = inner.extend({ c: z.string() });
    expect(() => presenterOf(forgotten)).to.throw('the field "c"');
    expect(() => presenterOf(z.array(z.strictObject({ deep: forgotten, also: inner }).extend(inner.shape)))).to.throw();
    const unknown = { ...answer, either: { kind: "z" } };
    expect(() => presenterOf(schema)(unknown, "public")).to.throw("names no branch");
  });

  it("finds a tag through what wraps a field", () => {
    const field = inner.shape.b;
    expect(visibilityOf(field)).to.equal("party");
    expect(visibilityOf(field.nullable().optional())).to.equal("party");
    expect(visibilityOf(z.string())).to.equal(undefined);
  });

  it("can be compiled for every route's answer, each an object that is tagged", () => {
    for (const { path, success } of allRoutes) {
      if (success.schema === undefined) continue;
      expect(() => presenterOf(success.schema as z.ZodType), path).not.to.throw();
      if (!(success.schema instanceof z.ZodObject)) continue;
      for (const [name, field] of Object.entries(success.schema.shape)) {
        expect(visibilityOf(field as z.ZodType), `${path} ${name}`).to.be.oneOf(visibilities);
      }
    }
  });
});
