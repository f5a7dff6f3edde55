import { useQuery } from "@tanstack/react-query";
import { AnswerBox } from "../components/answer-box.tsx";
import { Mark } from "../components/mark.tsx";
import { Section } from "../components/page.tsx";
import { Answer } from "../components/states.tsx";
import { Facts, Hash, useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { Desk } from "./desk.tsx";
import { statusQuery } from "./queries.ts";

/** The operator's: how index, relay and queue stand, and what calls for somebody. */
export default function OperationsDesk() {
  const { t, say } = useLanguage();
  const format = useFormat();
  const status = useQuery(statusQuery);
  return (
    <Desk name="operations">
      {() => (
        <Answer of={status}>
          {({ ready, problems, alarms, index, relay }) => (
            <>
              <AnswerBox
                tone={ready && alarms.length === 0 ? "good" : ready ? "careful" : "bad"}
                sentence={ready ? t("desk.ready") : t("desk.notReady")}
                detail={problems.length > 0 ? <span lang="en">{problems.join(" ")}</span> : undefined}
              />
              <Section title={t("desk.alarms")}>
                {alarms.length === 0 && <p className="quiet">{t("desk.noAlarms")}</p>}
                <ul className="plain-list">
                  {alarms.map(({ code, message, detail, since }) => (
                    <li key={code} className="marked">
                      <Mark tone="bad" />
                      <div className="stack stack-close">
                        <h3>{say(message)}</h3>
                        {detail !== null && <p lang="en">{detail}</p>}
                        <p className="quiet small">{format.moment(Math.floor(since / 1_000))}</p>
                      </div>
                    </li>
                  ))}
                </ul>
              </Section>
              <Section title={t("desk.index")}>
                <Facts
                  of={[
                    [t("custody.state"), t(`desk.indexState.${index.state}`)],
                    index.block === null ? null : [t("statement.block"), format.number(index.block)],
                    index.lagBlocks === null ? null : [t("desk.lag"), format.number(index.lagBlocks)],
                  ]}
                />
              </Section>
              <Section title={t("desk.relay")}>
                <Facts
                  of={[
                    [t("custody.state"), t(`desk.relayState.${relay.state}`)],
                    [t("desk.queued"), format.number(relay.queued)],
                    [t("desk.inFlight"), format.number(relay.inFlight)],
                    [t("desk.oldest"), t("desk.seconds", { seconds: format.decimal(relay.oldestAgeMs, 3) })],
                    [t("desk.nonces"), `${format.number(relay.nextNonce)} / ${relay.ledgerNonce ?? "–"}`],
                    [t("desk.sender"), <Hash key="sender" value={relay.sender} />],
                  ]}
                />
              </Section>
            </>
          )}
        </Answer>
      )}
    </Desk>
  );
}
