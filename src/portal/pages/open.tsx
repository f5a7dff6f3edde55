import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { readStatementFileJson } from "../../statements/statement-file.ts";
import { draftAddress } from "../addresses.ts";
import { Page } from "../components/page.tsx";
import { keepDraft, newDraftId, usualWindowSeconds } from "../drafts/drafts.ts";
import { fileOfLink } from "../drafts/link.ts";
import { useLanguage } from "../language.ts";

/** Takes in a statement that somebody else passed on, by a link or as a file. */
export default function OpenPage() {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const taking = useMutation({
    mutationFn: async (read: () => Promise<unknown>) => {
      const json = await read();
      const { draft } = readStatementFileJson(json);
      const id = newDraftId();
      const file = json as Record<string, unknown>;
      const from = { organisation: null, changedAt: 0, windowSeconds: usualWindowSeconds, written: null };
      keepDraft({ ...from, id, kind: draft.kind, state: "signing", file });
      return id;
    },
    onSuccess: (id) => go(draftAddress(id), { replace: true }),
  });
  const { mutate } = taking;
  useEffect(() => {
    const { hash } = location;
    if (hash !== "") mutate(() => fileOfLink(hash));
  }, [mutate]);
  return (
    <Page title={t("open.title")} lead={t("open.lead")}>
      <div className="field">
        <label htmlFor="statement-file">{t("open.file")}</label>
        <input
          id="statement-file"
          type="file"
          accept=".json,application/json"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file !== undefined) mutate(async () => JSON.parse(await file.text()) as unknown);
          }}
        />
      </div>
      {taking.isError && <p role="alert">{t("open.refused")}</p>}
    </Page>
  );
}
