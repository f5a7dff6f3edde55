import { Redirect, useParams } from "wouter";
import { statementKinds } from "../../statements/registry.ts";
import { statementAddress } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { Page } from "../components/page.tsx";
import { useDraft } from "../drafts/drafts.ts";
import { Review } from "../drafts/review.tsx";
import { Writing } from "../drafts/writing.tsx";
import { useLanguage } from "../language.ts";

/** A draft that this browser keeps: filled in, then signed, then submitted. */
export default function DraftPage() {
  const { t, say } = useLanguage();
  const { id = "" } = useParams();
  const draft = useDraft(id);
  if (draft === undefined) {
    return (
      <Page title={t("draft.gone")}>
        <p>{t("draft.goneHelp")}</p>
      </Page>
    );
  }
  if (draft.state === "submitted") return <Redirect to={statementAddress(draft.submission)} replace />;
  return (
    <Page title={say(statementKinds[draft.kind].title)} lead={t(`draft.lead.${draft.state}`)}>
      {draft.state === "signing" ? (
        <Review draft={draft} />
      ) : (
        <ForSignedIn>{(who) => <Writing draft={draft} who={who} />}</ForSignedIn>
      )}
    </Page>
  );
}
