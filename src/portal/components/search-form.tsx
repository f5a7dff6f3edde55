import { type FormEvent, type ReactNode, useId } from "react";

interface SearchFormProps {
  label: string;
  /** What the button says. */
  go: string;
  /** What was asked for before. */
  typed: string;
  /** What people type here is mostly capital letters: a telephone's keyboard offers them. */
  inCapitals?: boolean;
  /** What is wrong with what was asked for; undefined where nothing is. */
  fault: ReactNode | undefined;
  note: string;
  onAsk(text: string): void;
}

/** One field for whatever somebody has in hand: typed or pasted, with a word on what may be written, or on what is wrong with it. */
export function SearchForm({ label, go, typed, inCapitals = false, fault, note, onAsk }: SearchFormProps) {
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("q")).trim();
    if (text !== "") onAsk(text);
  };
  return (
    <search>
      <form className="search" onSubmit={submit}>
        <div className="field">
          <label htmlFor={id}>{label}</label>
          <input
            id={id}
            name="q"
            defaultValue={typed}
            autoComplete="off"
            autoCapitalize={inCapitals ? "characters" : "off"}
            spellCheck={false}
            required
            aria-invalid={fault !== undefined}
            aria-describedby={`${id}-note`}
          />
        </div>
        <button type="submit" className="button">
          {go}
        </button>
        <div className="field-note small" id={`${id}-note`} role={fault === undefined ? undefined : "alert"}>
          {fault ?? <p className="quiet">{note}</p>}
        </div>
      </form>
    </search>
  );
}
