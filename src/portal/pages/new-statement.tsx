import { useEffect, useState } from "react";
import { Redirect, useParams, useSearch } from "wouter";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import { besideParameter, draftAddress } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { Page } from "../components/page.tsx";
import { Loading } from "../components/states.tsx";
import { justNow, keepDraft, newDraftId, usualWindowSeconds } from "../drafts/drafts.ts";
import { begunForm } from "../forms/control.ts";
import { kindAskedFor } from "../forms/kinds.ts";
import { ownCodecs } from "../forms/read-form.ts";
import { useLanguage } from "../language.ts";
import type { SignedIn } from "../session.ts";
import { NothingHere } from "./nothing-here.tsx";

/** Begins a draft, with what the link knows of it. */
export default function NewStatementPage() {
  const { say } = useLanguage();
  const { what = "" } = useParams();
  const given = [...new URLSearchParams(useSearch()).keys()];
  const kind = kindAskedFor(
    what,
    given.filter((name) => name !== besideParameter),
  );
  if (kind === undefined) return <NothingHere />;
  return (
    <Page title={say(statementKinds[kind].title)}>
      <ForSignedIn>{(who) => <Begin kind={kind} who={who} />}</ForSignedIn>
    </Page>
  );
}

function Begin({ kind, who }: { kind: StatementKindName; who: SignedIn }) {
  const search = useSearch();
  const [id] = useState(newDraftId);
  const [isKept, setIsKept] = useState(false);
  useEffect(() => {
    const asked = new URLSearchParams(search);
    const written = begunForm(ownCodecs(kind), { occurredAt: justNow(), ...Object.fromEntries(asked) });
    const beside = asked.get(besideParameter);
    const { organisation } = who;
    const begun = { id, kind, organisation, changedAt: 0, windowSeconds: usualWindowSeconds };
    keepDraft({ ...begun, ...(beside !== null && { beside }), state: "writing", written });
    setIsKept(true);
  }, [id, kind, search, who]);
  return isKept ? <Redirect to={draftAddress(id)} replace /> : <Loading />;
}
