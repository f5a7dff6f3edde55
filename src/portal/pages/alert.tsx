import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "wouter";
import type { Alert, AlertActRequest } from "../../client/answers.ts";
import { alertActs, isPossible } from "../../domain/alert.ts";
import { addresses, lotAddress, statementAddress } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { Mark } from "../components/mark.tsx";
import { onDemand } from "../components/on-demand.tsx";
import { Page, Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { Answer, Failure } from "../components/states.tsx";
import { Facts, Hash, useFormat, When } from "../components/text.tsx";
import { severityTones } from "../desks/alerts.tsx";
import { useNames } from "../desks/parts.tsx";
import { alertQuery } from "../desks/queries.ts";
import { useLanguage } from "../language.ts";
import { useLive } from "../live.ts";
import { isNotFound, queryClient, service } from "../service.ts";

const Evidence = onDemand(() => import("../alerts/evidence.tsx"));

/** One alert: what was found, its evidence drawn, and what is done about it. */
export default function AlertPage() {
  const { t } = useLanguage();
  useLive();
  return <ForSignedInOnly title={t("desk.alerts.title")} />;
}

function ForSignedInOnly({ title }: { title: string }) {
  const { t, say } = useLanguage();
  const id = useParams().id ?? "";
  const alert = useQuery(alertQuery(id));
  if (isNotFound(alert.error)) {
    return (
      <Page title={t("alerts.gone")} lead={t("alerts.goneHelp")}>
        <BackToAll />
      </Page>
    );
  }
  return (
    <Page title={alert.data === undefined ? title : say(alert.data.title)}>
      <ForSignedIn>
        {() => (
          <Answer of={alert} failure={Failure}>
            {(found) => (
              <>
                <BackToAll />
                <Found alert={found} />
                <Section title={t("alerts.evidence")}>
                  <Evidence alert={found} />
                </Section>
                <Acts alert={found} />
              </>
            )}
          </Answer>
        )}
      </ForSignedIn>
    </Page>
  );
}

function BackToAll() {
  const { t } = useLanguage();
  return (
    <p>
      <Link href={addresses.alerts}>{t("alerts.back")}</Link>
    </p>
  );
}

function Found({ alert }: { alert: Alert }) {
  const { t, say, language } = useLanguage();
  const format = useFormat();
  const nameOf = useNames();
  const { severity, state, subject, countries, organisations, statements, raisedAt, description } = alert;
  const joined = (texts: readonly string[]) => texts.join(language === "en" ? ", " : "、");
  return (
    <>
      <p className="notice marked">
        <Mark tone={severityTones[severity]} />
        <span>{say(description)}</span>
      </p>
      <Section title={t("alerts.facts")}>
        <Facts
          of={[
            [t("alerts.matters"), t(`alerts.severity.${severity}`)],
            [t("alerts.stands"), t(`alerts.state.${state}`)],
            [t("alerts.raised"), <When key="raised" at={raisedAt} exactly />],
            [
              t("alerts.about"),
              <span key="about">
                {t(`alerts.subject.${subject.type}`)}{" "}
                {subject.type === "lot" ? (
                  <Link href={lotAddress(subject.id)}>
                    <Hash value={subject.id} />
                  </Link>
                ) : subject.type === "organisation" ? (
                  nameOf(subject.id)
                ) : subject.type === "route" ? (
                  subject.id
                ) : (
                  <Hash value={subject.id} />
                )}
              </span>,
            ],
            [t("alerts.countries"), joined(countries.map(format.country))],
            organisations.length === 0 ? null : [t("alerts.organisations"), joined(organisations.map(nameOf))],
            statements.length === 0
              ? null
              : [
                  t("alerts.statements"),
                  <ul key="statements" className="plain">
                    {statements.map((digest) => (
                      <li key={digest}>
                        <Link href={statementAddress(digest)}>
                          <Hash value={digest} />
                        </Link>
                      </li>
                    ))}
                  </ul>,
                ],
          ]}
        />
      </Section>
    </>
  );
}

/** What was done, and what may be done now. */
function Acts({ alert }: { alert: Alert }) {
  const { t } = useLanguage();
  const format = useFormat();
  const nameOf = useNames();
  return (
    <>
      {alert.acts.length > 0 && (
        <Section title={t("alerts.acts")}>
          <ol className="timeline">
            {alert.acts.map(({ act, at, organisation, reason, country }) => (
              <li key={`${at}/${act}`}>
                <p>
                  {t(`alerts.act.${act}`, { country: country === null ? "" : format.country(country) })}:{" "}
                  {nameOf(organisation)}
                </p>
                {reason !== null && <p>{reason}</p>}
                <p className="quiet small">
                  <When at={Math.floor(at / 1_000)} exactly />
                </p>
              </li>
            ))}
          </ol>
        </Section>
      )}
      <Section title={t("alerts.do")}>
        {alert.state === "closed" ? (
          <p className="quiet">{t("alerts.over")}</p>
        ) : (
          <Act key={alert.state} alert={alert} />
        )}
      </Section>
    </>
  );
}

type ActName = AlertActRequest["act"];

function Act({ alert }: { alert: Alert }) {
  const { t } = useLanguage();
  const possible = alertActs.filter((act) => isPossible(alert.state, act));
  const [act, setAct] = useState<ActName>(possible[0] ?? "forward");
  const [reason, setReason] = useState("");
  const [country, setCountry] = useState("");
  const noting = useMutation({
    mutationFn: () => service.actOnAlert(alert.id, requestOf(act, reason, country)),
    onSuccess: () => {
      setReason("");
      setCountry("");
    },
    // Whoever was too late is shown what others did.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["desk"] }),
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        noting.mutate();
      }}
    >
      <fieldset className="group">
        <legend className="for-ears">{t("alerts.do")}</legend>
        {possible.map((value) => (
          <label key={value} className="tick">
            <input type="radio" name="act" value={value} checked={act === value} onChange={() => setAct(value)} />
            {t(`alerts.choose.${value}`)}
          </label>
        ))}
      </fieldset>
      {act === "forward" && (
        <div className="field narrow">
          <label htmlFor="country">{t("alerts.country")}</label>
          <input
            id="country"
            value={country}
            required
            pattern="[A-Za-z]{2}"
            maxLength={2}
            autoComplete="off"
            onChange={({ target }) => setCountry(target.value)}
          />
        </div>
      )}
      <div className="field">
        <label htmlFor="reason">{act === "close" ? t("alerts.reasonNeeded") : t("alerts.reason")}</label>
        <textarea
          id="reason"
          value={reason}
          required={act === "close"}
          maxLength={500}
          rows={3}
          onChange={({ target }) => setReason(target.value)}
        />
      </div>
      {noting.isError && <Refusal error={noting.error} />}
      <div>
        <button type="submit" className="button" disabled={noting.isPending}>
          {t("alerts.done")}
        </button>
      </div>
    </form>
  );
}

function requestOf(act: ActName, reason: string, country: string): AlertActRequest {
  const because = reason.trim() === "" ? {} : { reason: reason.trim() };
  if (act === "close") return { act, reason: reason.trim() };
  return act === "forward" ? { act, country: country.toUpperCase(), ...because } : { act, ...because };
}
