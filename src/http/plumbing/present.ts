import { z } from "zod";
import { sees, type Visibility, visibilityOf } from "../../api/visibility.ts";
import { type Concern, concernOf } from "../../readers/concern.ts";

/** What a reader is to whatever concerns somebody. */
export type LevelFor = (concern: Concern) => Visibility;

/**
 * Leaves of an answer what its reader may see. An object that says whom it concerns, and everything within it that does not
 * say so itself, is seen at the level that its reader has for that; everything else at the level given.
 */
export type Presenter = (answer: unknown, reader: Visibility, levelFor?: LevelFor) => unknown;

const asItIs: Presenter = (answer) => answer;

/**
 * Compiles the presenter of a schema. Only fields that the schema names, and tags, ever leave the service. An object
 * without any tag (such as what was declared of a lot) is one value: it is seen where the field is that holds it.
 * @throws Error if some of an object's fields have no tag: forgetting one must not make it public.
 */
export function presenterOf(schema: z.ZodType): Presenter {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly) {
    const inner = presenterOf(schema.unwrap() as z.ZodType);
    return (answer, ...reader) => (answer === undefined || answer === null ? answer : inner(answer, ...reader));
  }
  if (schema instanceof z.ZodArray) {
    const item = presenterOf(schema.element as z.ZodType);
    return (answer, ...reader) => (answer as unknown[]).map((value) => item(value, ...reader));
  }
  if (schema instanceof z.ZodDiscriminatedUnion) return presentUnion(schema);
  if (schema instanceof z.ZodObject) return presentObject(schema);
  return asItIs;
}

function presentObject(schema: z.ZodObject): Presenter {
  const shape = Object.values(schema.shape) as z.ZodType[];
  if (shape.every((field) => visibilityOf(field) === undefined)) return asItIs;
  const fields = Object.entries(schema.shape).map(([name, field]) => {
    const visibility = visibilityOf(field as z.ZodType);
    if (visibility === undefined) throw new Error(`the field "${name}" of an answer has no visibility`);
    return { name, visibility, present: presenterOf(field as z.ZodType) };
  });
  return (answer, inherited, levelFor) => {
    const source = answer as Record<string, unknown>;
    const concern = levelFor && concernOf(source);
    const reader = levelFor && concern ? levelFor(concern) : inherited;
    const shown: Record<string, unknown> = {};
    for (const { name, visibility, present } of fields) {
      const value = source[name];
      if (value !== undefined && sees(reader, visibility)) shown[name] = present(value, reader, levelFor);
    }
    return shown;
  };
}

function presentUnion(schema: z.ZodDiscriminatedUnion): Presenter {
  const key = schema.def.discriminator;
  const branches = new Map<unknown, Presenter>();
  for (const option of schema.options) {
    if (!(option instanceof z.ZodObject)) throw new Error("a branch of an answer is no object");
    const literal = option.shape[key];
    if (!(literal instanceof z.ZodLiteral)) throw new Error(`a branch of an answer has no literal "${key}"`);
    for (const value of literal.values) branches.set(value, presentObject(option));
  }
  return (answer, ...reader) => {
    const present = branches.get((answer as Record<string, unknown>)[key]);
    if (present === undefined) throw new Error(`an answer's "${key}" names no branch`);
    return present(answer, ...reader);
  };
}
