import { createContext, useContext } from "react";
import type { StatementKindName } from "../../statements/registry.ts";
import type { Written } from "./control.ts";
import type { FormFault, FormReading } from "./read-form.ts";

export type Path = readonly (string | number)[];

/** A form that is being filled in, as its fields see it. */
export interface FormState {
  kind: StatementKindName;
  reading: FormReading;
  valueAt(path: Path): Written;
  change(path: Path, value: Written): void;
  /** A field has been left: from now on it says what is wrong with it. */
  leave(path: Path): void;
  /** What a field has to say of itself by now: nothing of one that nobody has come to yet. */
  faultsOf(path: Path): FormFault[];
}

const context = createContext<FormState | undefined>(undefined);
export const FormProvider = context.Provider;

/** The form that a field stands in. */
export function useForm(): FormState {
  const form = useContext(context);
  if (form === undefined) throw new Error("a field stands outside of a form");
  return form;
}

/** Steps to a field, with dots between them. */
export function pathText(path: Path): string {
  return path.join(".");
}
