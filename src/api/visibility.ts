import { z } from "zod";

/** Who may see a field: anybody; the organisations that a flow concerns; authorities within their scope. */
export const visibilities = ["public", "party", "authority"] as const;
export type Visibility = (typeof visibilities)[number];

const tag = "x-visibility";

type Shape = Record<string, z.ZodType>;
type Restricted<S extends Shape> = { [K in keyof S]: z.ZodOptional<S[K]> };

/**
 * An object of an answer, every field tagged with who may see it. What not everybody may see is optional.
 * @param fields Fields by visibility.
 */
export function visibleObject<
  P extends Shape,
  Q extends Shape = Record<never, never>,
  A extends Shape = Record<never, never>,
>(fields: { public: P; party?: Q; authority?: A }): z.ZodObject<P & Restricted<Q> & Restricted<A>, z.core.$strict> {
  const shape = {
    ...tagged(fields.public, "public"),
    ...tagged(fields.party ?? {}, "party"),
    ...tagged(fields.authority ?? {}, "authority"),
  };
  // Spreads lose which field came from which list.
  return z.strictObject(shape) as unknown as z.ZodObject<P & Restricted<Q> & Restricted<A>, z.core.$strict>;
}

/** An object within a field for parties: none of its fields is missing where it is seen at all. */
export function partyObject<S extends Shape>(fields: S): z.ZodObject<S, z.core.$strict> {
  const shape = Object.entries(fields).map(([name, field]) => [name, withVisibility(field, "party")]);
  return z.strictObject(Object.fromEntries(shape)) as unknown as z.ZodObject<S, z.core.$strict>;
}

/** A field's tag, wherever it stands in the field's wrappers. */
export function visibilityOf(field: z.ZodType): Visibility | undefined {
  const found = field.meta()?.[tag];
  if (isVisibility(found)) return found;
  return field instanceof z.ZodOptional || field instanceof z.ZodNullable
    ? visibilityOf(field.unwrap() as z.ZodType)
    : undefined;
}

/** The field with a tag. */
export function withVisibility<T extends z.ZodType>(field: T, visibility: Visibility): T {
  return field.meta({ ...ownMeta(field), [tag]: visibility });
}

/** Whether a reader of some level sees a field of some visibility. */
export function sees(reader: Visibility, field: Visibility): boolean {
  return visibilities.indexOf(reader) >= visibilities.indexOf(field);
}

function tagged(shape: Shape, visibility: Visibility): Shape {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [
      name,
      withVisibility(visibility === "public" ? field : field.optional(), visibility),
    ]),
  );
}

// A copy with the same id would be taken for a second definition of the same component.
function ownMeta(field: z.ZodType): Record<string, unknown> {
  const { id: _id, ...rest } = field.meta() ?? {};
  return rest;
}

function isVisibility(value: unknown): value is Visibility {
  return visibilities.some((known) => known === value);
}
