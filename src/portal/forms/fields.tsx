import type { Codec } from "../../statements/codec.ts";
import { choiceLabel } from "../../statements/field-words.ts";
import { Choices } from "../components/choices.tsx";
import { useLanguage } from "../language.ts";
import { AddressField } from "./address-field.tsx";
import { type Codecs, controlOf, emptyField } from "./control.ts";
import { DocumentField } from "./document-field.tsx";
import { FieldFrame, useField } from "./field-frame.tsx";
import { type Path, useForm } from "./form-state.ts";
import { GramsField } from "./grams-field.tsx";
import { LotField } from "./lot-field.tsx";

interface FieldProps {
  codec: Codec<unknown>;
  path: Path;
}

/** The fields of a struct, in its order. */
export function Fields({ codecs, path }: { codecs: Codecs; path: Path }) {
  return Object.entries(codecs).map(([name, codec]) => <Field key={name} codec={codec} path={[...path, name]} />);
}

/** A field, filled in as its codec says. */
function Field({ codec, path }: FieldProps) {
  const control = controlOf(codec);
  switch (control.by) {
    case "struct":
      return <Group path={path} codecs={control.codecs} />;
    case "list":
      return <List path={path} item={control.item} />;
    case "choice":
      return <Choice path={path} entries={control.entries} />;
    case "choices":
      return <Several path={path} entries={control.entries} />;
    case "yes-or-no":
      return <YesOrNo path={path} />;
    case "paragraph":
      return <Text codec={codec} path={path} isLong />;
    case "lot":
      return <LotField path={path} />;
    case "document":
    case "documents":
      return <DocumentField path={path} isList={control.by === "documents"} />;
    case "grams":
      return <GramsField path={path} />;
    case "address":
      return <AddressField path={path} />;
    case "text":
      return <Text codec={codec} path={path} />;
  }
}

function Text({ codec, path, isLong = false }: FieldProps & { isLong?: boolean }) {
  const { t } = useLanguage();
  const example = codec.written ?? (typeof codec.example === "object" ? "" : String(codec.example));
  const { input } = useField(path);
  return (
    <FieldFrame path={path} hint={t("form.suchAs", { example })}>
      {isLong ? <textarea rows={3} {...input} /> : <input {...input} />}
    </FieldFrame>
  );
}

function Choice({ path, entries }: { path: Path; entries: readonly string[] }) {
  const { t, say } = useLanguage();
  const { input } = useField(path);
  return (
    <FieldFrame path={path}>
      <select {...input}>
        <option value="">{t("form.choose")}</option>
        {entries.map((entry) => (
          <option key={entry} value={entry}>
            {say(choiceLabel(entry) ?? { en: entry, zh: entry })}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

function Several({ path, entries }: { path: Path; entries: readonly string[] }) {
  const { say } = useLanguage();
  const { change, valueAt } = useForm();
  const { label, faults } = useField(path);
  const chosen = String(valueAt(path))
    .split(",")
    .filter((entry) => entry !== "");
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      <div className="row">
        {entries.map((entry) => (
          <label key={entry} className="tick">
            <input
              type="checkbox"
              checked={chosen.includes(entry)}
              onChange={({ target }) => {
                const next = entries.filter((each) => (each === entry ? target.checked : chosen.includes(each)));
                change(path, next.join(","));
              }}
            />
            {say(choiceLabel(entry) ?? { en: entry, zh: entry })}
          </label>
        ))}
      </div>
      {faults}
    </fieldset>
  );
}

function YesOrNo({ path }: { path: Path }) {
  const { t } = useLanguage();
  const { change, valueAt } = useForm();
  const { label, faults } = useField(path);
  return (
    <div className="field">
      <span className="label" aria-hidden="true">
        {label}
      </span>
      <Choices
        legend={label}
        chosen={String(valueAt(path))}
        options={[
          { value: "yes", label: t("form.yes") },
          { value: "no", label: t("form.no") },
        ]}
        onChoose={(value) => change(path, value)}
      />
      {faults}
    </div>
  );
}

function Group({ path, codecs }: { path: Path; codecs: Codecs }) {
  const { label } = useField(path, true);
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      <div className="form-fields">
        <Fields codecs={codecs} path={path} />
      </div>
    </fieldset>
  );
}

function List({ path, item }: { path: Path; item: Codec<unknown> }) {
  const { t } = useLanguage();
  const { change, valueAt } = useForm();
  const { label, faults } = useField(path, true);
  const written = valueAt(path);
  const entries = Array.isArray(written) ? written : [];
  const control = controlOf(item);
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      <ol className="entries">
        {entries.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place in the list.
          <li key={index}>
            <div className="form-fields">
              {control.by === "struct" ? (
                <Fields codecs={control.codecs} path={[...path, index]} />
              ) : (
                <Field codec={item} path={[...path, index]} />
              )}
            </div>
            <button
              type="button"
              className="button button-quiet"
              onClick={() =>
                change(
                  path,
                  entries.filter((_entry, at) => at !== index),
                )
              }
            >
              {t("form.remove", { number: index + 1 })}
            </button>
          </li>
        ))}
      </ol>
      {faults}
      <div>
        <button
          type="button"
          className="button button-quiet"
          onClick={() => change(path, [...entries, emptyField(item)])}
        >
          {t("form.add")}
        </button>
      </div>
    </fieldset>
  );
}
