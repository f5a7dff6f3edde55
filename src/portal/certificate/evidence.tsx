import { Hash } from "../components/text.tsx";
import { useLanguage } from "../language.ts";

/** The values that a check's reason rests on, as the service names them. */
export function Evidence({ data }: { data: Record<string, unknown> }) {
  const { t } = useLanguage();
  const entries = Object.entries(data);
  if (entries.length === 0) return null;
  return (
    <details>
      <summary>{t("lot.evidence")}</summary>
      <dl className="facts">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt lang="en">{name}</dt>
            <dd>
              <Hash value={typeof value === "string" ? value : JSON.stringify(value)} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
