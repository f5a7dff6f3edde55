import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useLanguage } from "../language.ts";
import { organisationQuery, organisationsQuery } from "../service.ts";
import { FieldFrame, useField } from "./field-frame.tsx";
import { type Path, useForm } from "./form-state.ts";

const address = /^0x[0-9a-fA-F]{40}$/;

/**
 * An organisation, by its name or address; or a key, which is chosen among those of the organisation that the form names beside it:
 * `recipientKey` is one of `recipient`.
 */
export function AddressField({ path }: { path: Path }) {
  const name = String(path.at(-1));
  const owner = name.endsWith("Key") ? name.slice(0, -"Key".length) : undefined;
  const { valueAt } = useForm();
  const named = owner === undefined ? "" : String(valueAt([...path.slice(0, -1), owner]));
  return address.test(named) ? <KeyField path={path} of={named} /> : <OrganisationField path={path} />;
}

function OrganisationField({ path }: { path: Path }) {
  const { t } = useLanguage();
  const { change, leave } = useForm();
  const { input } = useField(path);
  const list = useId();
  const { data: organisations = [] } = useQuery(organisationsQuery);
  const known = organisations.find((each) => each.address.toLowerCase() === input.value.toLowerCase());
  const settle = () => {
    const [only, ...others] = organisations.filter((each) => each.name === input.value.trim());
    if (only !== undefined && others.length === 0) change(path, only.address);
    leave(path);
  };
  return (
    <FieldFrame path={path} hint={known === undefined ? t("form.organisationHint") : known.name}>
      <input {...input} list={list} onBlur={settle} />
      <datalist id={list}>
        {organisations.map((each) => (
          <option key={each.address} value={each.address}>
            {each.name}
          </option>
        ))}
      </datalist>
    </FieldFrame>
  );
}

function KeyField({ path, of }: { path: Path; of: string }) {
  const { t } = useLanguage();
  const { input } = useField(path);
  const { data } = useQuery(organisationQuery(of));
  const keys = data?.keys.filter(({ revokedAt }) => revokedAt === null) ?? [];
  return (
    <FieldFrame path={path} hint={t("form.keyHint")}>
      <select {...input}>
        <option value="">{t("form.choose")}</option>
        {keys.map(({ key }) => (
          <option key={key} value={key}>
            {key}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
