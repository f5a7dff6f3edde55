import { useLanguage } from "../language.ts";

const hour = 3_600;
const day = 24 * hour;
/** How long a statement may be included, in seconds. */
const windows = [
  ["hour", hour],
  ["day", day],
  ["week", 7 * day],
  ["month", 30 * day],
] as const;

/** How long a statement may be included once it is signed. @param seconds The choice by now. */
export function WindowField({ seconds, onChange }: { seconds: number; onChange(seconds: number): void }) {
  const { t } = useLanguage();
  return (
    <div className="field">
      <label htmlFor="window">{t("draft.window")}</label>
      <select id="window" value={seconds} onChange={({ target }) => onChange(Number(target.value))}>
        {windows.map(([name, length]) => (
          <option key={name} value={length}>
            {t(`draft.windows.${name}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
