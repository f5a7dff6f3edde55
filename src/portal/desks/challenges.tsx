import { useQuery } from "@tanstack/react-query";
import type { Hold } from "../../client/answers.ts";
import type { Address } from "../../domain/hex.ts";
import { fieldLabel } from "../../statements/field-words.ts";
import { kindsTaking } from "../../statements/knowledge.ts";
import { ChallengeStanding, HeldBy, IdLine, LotLine } from "../border/held.tsx";
import { Seizures } from "../border/seizures.tsx";
import { useNow } from "../components/clock.tsx";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { ownCodecs } from "../forms/read-form.ts";
import { useLanguage } from "../language.ts";
import type { SignedIn } from "../session.ts";
import { Desk } from "./desk.tsx";
import { Steps } from "./parts.tsx";
import { challengesQuery, seizuresQuery } from "./queries.ts";

/** Whoever has goods: what authorities ask about them, how long is left, and the answer. */
export default function ChallengesDesk() {
  return <Desk name="challenges">{(who) => <Challenges who={who} />}</Desk>;
}

function Challenges({ who }: { who: SignedIn }) {
  const { t } = useLanguage();
  const now = useNow();
  const challenges = useQuery(challengesQuery(who.organisation));
  const { data: seized = [] } = useQuery(seizuresQuery({ holder: who.organisation as Address }));
  return (
    <Answer of={challenges}>
      {(all) => {
        const open = all.filter(({ endedAt, until }) => endedAt === null && until >= now);
        const over = all.filter((each) => !open.includes(each));
        return (
          <>
            <Section title={t("challenges.open")} lead={t("challenges.openLead")}>
              {open.length === 0 ? (
                <p className="quiet">{t("challenges.none")}</p>
              ) : (
                open
                  .toSorted((a, b) => (a.challenge?.answerBy ?? 0) - (b.challenge?.answerBy ?? 0))
                  .map((each) => <Challenge key={each.statement} of={each} />)
              )}
            </Section>
            {seized.length > 0 && (
              <Section title={t("challenges.seized")} lead={t("challenges.seizedLead")}>
                <Seizures of={seized} who={who} withLot />
              </Section>
            )}
            {over.length > 0 && (
              <Section title={t("challenges.over")}>
                <ul className="plain-list">
                  {over.map((each) => (
                    <li key={each.statement} className="stack stack-close">
                      <LotLine lot={each.lot} />
                      <ChallengeStanding of={{ ...each, endedAt: each.endedAt ?? each.until }} />
                      <HeldBy of={each} />
                    </li>
                  ))}
                </ul>
              </Section>
            )}
          </>
        );
      }}
    </Answer>
  );
}

/** One challenge: the question, the clock, what to answer with, and the way to the form. */
function Challenge({ of }: { of: Hold }) {
  const { t } = useLanguage();
  const { lot, statement, challenge } = of;
  const isAnswered = challenge !== null && challenge.answeredAt !== null;
  return (
    <article className="notice stack">
      <h3>
        <LotLine lot={lot} />
      </h3>
      <HeldBy of={of} />
      <ChallengeStanding of={of} />
      <Asked isAnswered={isAnswered} />
      <Steps as="buttons" of={[["challenge-answered", { lot, challenge: statement }]]} />
      <IdLine name={t("border.holdId")} id={statement} />
    </article>
  );
}

/** Documents that an answer has: they are the fields of its form. */
function Asked({ isAnswered }: { isAnswered: boolean }) {
  const { t, say } = useLanguage();
  const [kind] = kindsTaking("challenge-answered");
  if (kind === undefined) return null;
  const fields = Object.entries(ownCodecs(kind)).filter(([, { refersTo }]) => refersTo?.startsWith("document"));
  return (
    <details open={!isAnswered}>
      <summary>{t("challenges.documents", { count: fields.length })}</summary>
      <ol className="stack stack-close">
        {fields.map(([field]) => (
          <li key={field}>{say(fieldLabel(kind, field) ?? { en: field, zh: field })}</li>
        ))}
      </ol>
      <p className="quiet small">{t("challenges.documentsNote")}</p>
    </details>
  );
}
