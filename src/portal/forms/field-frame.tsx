import type { ChangeEvent, ReactNode } from "react";
import { fieldLabel } from "../../statements/field-words.ts";
import { useLanguage } from "../language.ts";
import { type Path, pathText, useForm } from "./form-state.ts";

/**
 * What every control of a field has: its texts, and what is wrong with it.
 * @param isGroup Whether its parts are fields themselves, which say what is wrong with them.
 */
export function useField(path: Path, isGroup = false) {
  const { t, say } = useLanguage();
  const form = useForm();
  const id = `field-${path.join("-")}`;
  const names = path.filter((step) => typeof step === "string");
  const words = fieldLabel(form.kind, names.join("."));
  const position = typeof path.at(-1) === "number" ? Number(path.at(-1)) + 1 : undefined;
  const name = words === undefined ? String(path.at(-1)) : say(words);
  const label = position === undefined ? name : t("form.entry", { name, number: position });
  const own = pathText(path);
  const found = form.faultsOf(path).filter((fault) => !isGroup || fault.path === own);
  const [first] = found;
  const lacking = found.filter(({ isMissing, path: at }) => isMissing && at !== own);
  const faults = found.length > 0 && (
    <p className="fault" id={`${id}-fault`}>
      {lacking.length > 0
        ? t("form.lacksParts", { parts: lacking.map(({ path: at }) => at.slice(own.length + 1)).join(", ") })
        : first !== undefined && (first.path === own ? "" : `${first.path.slice(own.length + 1)}: `) + say(first.text)}
    </p>
  );
  const input = {
    id,
    value: String(form.valueAt(path)),
    onChange: ({ target }: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) =>
      form.change(path, target.value),
    onBlur: () => form.leave(path),
    autoComplete: "off",
    spellCheck: false,
    "aria-invalid": found.length > 0,
    "aria-describedby": `${id}-note${found.length > 0 ? ` ${id}-fault` : ""}`,
  };
  return { id, label, faults, input };
}

/** A control with its name above it, and below it what to write, what was computed, and what is wrong. */
export function FieldFrame({ path, hint, children }: { path: Path; hint?: ReactNode; children: ReactNode }) {
  const { say } = useLanguage();
  const { reading } = useForm();
  const { id, label, faults } = useField(path);
  const workings = reading.workings.filter((working) => working.path === pathText(path));
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      <div id={`${id}-note`} className="quiet small">
        {hint !== undefined && <p>{hint}</p>}
        {workings.map(({ text }) => (
          <p key={text.en}>{say(text)}</p>
        ))}
      </div>
      {faults}
    </div>
  );
}
