import { useQuery } from "@tanstack/react-query";
import { formWords } from "../../domain/words.ts";
import { useFormat } from "../components/text.tsx";
import { readSought } from "../find-lot.ts";
import { useLanguage } from "../language.ts";
import { lotQuery, namedLotsQuery } from "../service.ts";
import { FieldFrame, useField } from "./field-frame.tsx";
import { type Path, useForm } from "./form-state.ts";

/** A lot, by its number, its id or a link; of several lots of one number the writer chooses. */
export function LotField({ path }: { path: Path }) {
  const { t } = useLanguage();
  const { change, leave } = useForm();
  const { input } = useField(path);
  const sought = readSought(input.value);
  const isNumber = sought.by === "number";
  const named = useQuery({ ...namedLotsQuery(isNumber ? sought.number : ""), enabled: isNumber });
  const settle = () => {
    if (sought.by === "id") change(path, sought.id);
    const [only, ...others] = named.data ?? [];
    if (isNumber && only !== undefined && others.length === 0) change(path, only.id);
    leave(path);
  };
  return (
    <FieldFrame path={path} hint={sought.by === "id" ? <Known id={sought.id} /> : t("form.lotHint")}>
      <input {...input} className="hash" onBlur={settle} />
      {isNumber && named.data !== undefined && (
        <ul className="plain-list small">
          {named.data.length === 0 && <li>{t("form.noLot", { number: sought.number })}</li>}
          {named.data.map(({ id, producerName, lotNumber }) => (
            <li key={id}>
              <button type="button" className="link" onClick={() => change(path, id)}>
                {t("form.takeLot", { number: lotNumber, producer: producerName })}
              </button>
            </li>
          ))}
        </ul>
      )}
    </FieldFrame>
  );
}

function Known({ id }: { id: string }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { data } = useQuery(lotQuery(id));
  if (data === undefined) return t("form.lotHint");
  const { lotNumber, producerName, form, massGrams } = data;
  return t("form.knownLot", {
    number: lotNumber,
    producer: producerName,
    form: say(formWords[form]),
    mass: format.mass(massGrams),
  });
}
