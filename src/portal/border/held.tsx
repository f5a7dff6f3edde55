import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { Hold } from "../../client/answers.ts";
import { type ChallengeState, isAnsweredLate } from "../../domain/hold.ts";
import { challengeStateWords, formWords } from "../../domain/words.ts";
import { fieldLabel } from "../../statements/field-words.ts";
import { kindsTaking } from "../../statements/knowledge.ts";
import { lotAddress } from "../addresses.ts";
import { Clock } from "../components/clock.tsx";
import { Mark, type Tone } from "../components/mark.tsx";
import { Hash, useFormat, When } from "../components/text.tsx";
import { DocumentLink } from "../desks/documents.tsx";
import { useLanguage } from "../language.ts";
import { lotQuery } from "../service.ts";

const tones: Record<ChallengeState, Tone> = {
  challenged: "careful",
  overdue: "bad",
  answered: "unsure",
  "under-identification": "careful",
  "licence-required": "bad",
};

/** Where a challenge stands, its clock while it waits for an answer, and the documents on both sides. */
export function ChallengeStanding({ of: { heldAt, documents, challenge, endedAt } }: { of: Hold }) {
  const { t, say } = useLanguage();
  if (challenge === null) return null;
  const { state, answerBy, answeredAt, documents: answers } = challenge;
  const waits = endedAt === null && (state === "challenged" || state === "overdue");
  return (
    <div className="stack stack-close">
      <p>
        <Mark tone={endedAt === null ? tones[state] : "unsure"} />{" "}
        <strong className="sentence">{say(challengeStateWords[state])}</strong>
        {answeredAt !== null && (
          <>
            {" · "}
            {t(isAnsweredLate({ answerBy, answeredAt }) ? "challenges.answeredLate" : "challenges.answeredOn")}{" "}
            <When at={answeredAt} exactly />
          </>
        )}
      </p>
      {waits && <Clock from={heldAt} until={answerBy} />}
      <Named title={t("challenges.question")} documents={documents} step="challenge-asked" />
      <Named title={t("challenges.answer")} documents={answers} step="challenge-answered" />
    </div>
  );
}

/** Documents that a statement names, by what each is. */
export function Named({
  title,
  documents,
  step,
}: {
  title: string;
  documents: Hold["documents"];
  step: "challenge-asked" | "challenge-answered";
}) {
  const { say } = useLanguage();
  const [kind] = kindsTaking(step);
  if (documents.length === 0 || kind === undefined) return null;
  return (
    <div className="stack stack-close">
      <p className="quiet small">{title}</p>
      <ul className="plain row">
        {documents.map(({ field, hash }) => (
          <li key={field}>
            <DocumentLink hash={hash} name={say(fieldLabel(kind, field) ?? { en: field, zh: field })} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Who holds goods, where, on what ground and until when. */
export function HeldBy({ of: { name, ground, until, endedAt, country, consignment } }: { of: Hold }) {
  const { t } = useLanguage();
  const format = useFormat();
  return (
    <p>
      {t(consignment === null ? "challenges.heldBy" : "challenges.heldOnWay", {
        name,
        country: format.country(country),
        ground,
      })}{" "}
      <When at={endedAt ?? until} exactly />
    </p>
  );
}

/** An id that other statements name. */
export function IdLine({ name, id }: { name: string; id: string }) {
  return (
    <p className="quiet small">
      {name} <Hash value={id} />
    </p>
  );
}

/** A lot, by its number, form and mass, with the way to its page. */
export function LotLine({ lot }: { lot: string }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { data } = useQuery(lotQuery(lot));
  if (data === undefined) return <Link href={lotAddress(lot)}>{lot.slice(0, 14)}…</Link>;
  return (
    <>
      <Link href={lotAddress(lot)}>{t("lot.lotNumber", { number: data.lotNumber })}</Link>{" "}
      <span className="quiet small">
        {say(formWords[data.form])} · {format.mass(data.massGrams)}
      </span>
    </>
  );
}
