import { Link } from "wouter";
import { roleWords } from "../../domain/words.ts";
import { statementKinds } from "../../statements/registry.ts";
import { addresses, draftAddress, newStatementAddress } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { Page, Section } from "../components/page.tsx";
import { useFormat } from "../components/text.tsx";
import { DeskLinks } from "../desks/desk.tsx";
import { type Draft, removeDraft, useDrafts } from "../drafts/drafts.ts";
import { kindsByContract } from "../forms/kinds.ts";
import { useLanguage } from "../language.ts";
import type { SignedIn } from "../session.ts";

/** Where an organisation begins: its desks, what it is drafting, and every statement that it can make. */
export default function WorkPage() {
  const { t } = useLanguage();
  return (
    <Page title={t("work.title")} lead={t("work.lead")}>
      <ForSignedIn>{(who) => <Overview who={who} />}</ForSignedIn>
    </Page>
  );
}

function Overview({ who }: { who: SignedIn }) {
  const { t, say, language } = useLanguage();
  const drafts = useDrafts().filter(({ organisation }) => organisation === null || organisation === who.organisation);
  const roles = who.roles.map((role) => say(roleWords[role])).join(language === "en" ? ", " : "、");
  return (
    <>
      <p>{t("work.who", { name: who.name, roles })}</p>
      <DeskLinks who={who} />
      {drafts.length > 0 && (
        <Section title={t("work.drafts")} lead={t("work.draftsLead")}>
          <ul className="plain-list">
            {drafts.map((draft) => (
              <DraftLine key={draft.id} draft={draft} />
            ))}
          </ul>
          <p>
            <Link href={addresses.signMany}>{t("work.signMany")}</Link>
          </p>
        </Section>
      )}
      <Section title={t("work.state")} lead={t("work.stateLead")}>
        <div className="columns">
          {kindsByContract.map(([contract, kinds]) => (
            <div key={contract} className="stack stack-close">
              <h3>{t(`work.group.${contract}`)}</h3>
              <ul className="plain-list">
                {kinds.map(({ name, title }) => (
                  <li key={name}>
                    <Link href={newStatementAddress(name)}>{say(title)}</Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
        <p>
          <Link href={addresses.importDrafts}>{t("work.import")}</Link>
        </p>
        <p>
          <Link href={addresses.labels}>{t("work.labels")}</Link>
        </p>
        <p>
          <Link href={addresses.packing}>{t("work.packing")}</Link>
        </p>
        <p>
          <Link href={addresses.open}>{t("work.open")}</Link>
        </p>
      </Section>
    </>
  );
}

function DraftLine({ draft }: { draft: Draft }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  return (
    <li className="row row-apart">
      <span>
        <Link href={draftAddress(draft.id)}>{say(statementKinds[draft.kind].title)}</Link>{" "}
        <span className="quiet small">
          {t(`work.draft.${draft.state}`)} · {format.moment(Math.floor(draft.changedAt / 1_000))}
        </span>
      </span>
      <button type="button" className="link" onClick={() => removeDraft(draft.id)}>
        {t("work.removeDraft")}
      </button>
    </li>
  );
}
