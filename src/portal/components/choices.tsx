import { useId } from "react";

interface Option<T extends string> {
  value: T;
  label: string;
  /** Language of the label, where it is not the page's. */
  lang?: string;
}

/** One of a few: radio buttons that look like a switch. */
export function Choices<T extends string>(props: {
  legend: string;
  options: readonly Option<T>[];
  chosen: T;
  onChoose(value: T): void;
}) {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend className="for-ears">{props.legend}</legend>
      {props.options.map(({ value, label, lang }) => (
        <label key={value} lang={lang}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === props.chosen}
            onChange={() => props.onChoose(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
