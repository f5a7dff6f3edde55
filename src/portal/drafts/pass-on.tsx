import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Section } from "../components/page.tsx";
import { useLanguage } from "../language.ts";
import { saveFile } from "../save.ts";
import { linkOf } from "./link.ts";

/** Hands a statement to whoever has to sign it too: by a link, or as a file. */
export function PassOn({ file }: { file: Record<string, unknown> }) {
  const { t } = useLanguage();
  const [isCopied, setIsCopied] = useState(false);
  const { data: link = "" } = useQuery({ queryKey: ["link", file], queryFn: () => linkOf(file) });
  return (
    <Section title={t("passOn.title")} lead={t("passOn.lead")}>
      <div className="field">
        <label htmlFor="pass-on">{t("passOn.link")}</label>
        <input id="pass-on" className="hash" readOnly value={link} onFocus={({ target }) => target.select()} />
      </div>
      <div className="row">
        <button
          type="button"
          className="button"
          onClick={() => void navigator.clipboard.writeText(link).then(() => setIsCopied(true))}
        >
          {t("passOn.copy")}
        </button>
        <SaveStatement file={file} />
        <span role="status">{isCopied && t("passOn.copied")}</span>
      </div>
    </Section>
  );
}

/** Saves a statement as the command line has it too: to be signed or submitted there. */
export function SaveStatement({ file }: { file: Record<string, unknown> }) {
  const { t } = useLanguage();
  const save = () =>
    saveFile("statement.json", new Blob([JSON.stringify(file, null, 2)], { type: "application/json" }));
  return (
    <div>
      <button type="button" className="button button-quiet" onClick={save}>
        {t("passOn.save")}
      </button>
    </div>
  );
}
