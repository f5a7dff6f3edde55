import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Link } from "wouter";
import type { DryRun as Answered } from "../../client/answers.ts";
import type { DryRunFilter } from "../../client/filters.ts";
import { lotAddress, statementAddress } from "../addresses.ts";
import { AnswerBox } from "../components/answer-box.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat, When } from "../components/text.tsx";
import { Short, useNames } from "../desks/parts.tsx";
import { dryRunQuery, lastDays } from "../desks/queries.ts";
import { useLanguage } from "../language.ts";

/** What the rules of a day would have stopped of what was sent in a period. */
export function DryRun({ country }: { country: string }) {
  const { t } = useLanguage();
  const id = useId();
  const [asked, setAsked] = useState<DryRunFilter>();
  const { from, to } = lastDays(366);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name)).trim();
    const leaving = text("country").toUpperCase();
    setAsked({
      ...{ from: text("from"), to: text("to"), rulesOf: text("rulesOf") },
      ...(leaving !== "" && { country: leaving }),
    });
  };
  const days = [
    ["from", t("control.from"), from],
    ["to", t("control.to"), to],
    ["rulesOf", t("control.rulesOf"), new Date().toISOString().slice(0, 10)],
  ] as const;
  return (
    <div className="stack">
      <form className="row row-end" onSubmit={submit}>
        {days.map(([name, label, value]) => (
          <div key={name} className="field">
            <label htmlFor={`${id}-${name}`}>{label}</label>
            <input id={`${id}-${name}`} name={name} type="date" defaultValue={value} required />
          </div>
        ))}
        <div className="field letters">
          <label htmlFor={`${id}-country`}>{t("crossing.leaves")}</label>
          <input
            id={`${id}-country`}
            name="country"
            defaultValue={country}
            maxLength={2}
            pattern="[A-Za-z]{2}"
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <button type="submit" className="button">
          {t("control.run")}
        </button>
      </form>
      {asked !== undefined && <Result key={JSON.stringify(asked)} of={asked} />}
    </div>
  );
}

function Result({ of }: { of: DryRunFilter }) {
  const { t } = useLanguage();
  const format = useFormat();
  const runs = useInfiniteQuery(dryRunQuery(of));
  return (
    <Answer of={runs}>
      {({ pages }) => {
        const sum = (count: (page: Answered) => number) => pages.reduce((total, page) => total + count(page), 0);
        const stopped = pages.flatMap(({ items }) => items);
        const [page] = pages;
        return (
          <div className="stack">
            <AnswerBox
              level={3}
              tone={stopped.length > 0 ? "bad" : "good"}
              sentence={t("control.wouldStop", { count: stopped.length })}
              detail={t("control.judged", {
                examined: format.number(sum(({ examined }) => examined)),
                controlled: format.number(sum(({ controlled }) => controlled)),
                day: format.day(page?.day ?? 0),
              })}
            />
            {stopped.length > 0 && <Stopped items={stopped} />}
            {runs.hasNextPage && (
              <div>
                <button
                  type="button"
                  className="button button-quiet"
                  disabled={runs.isFetchingNextPage}
                  onClick={() => void runs.fetchNextPage()}
                >
                  {t("control.more")}
                </button>
              </div>
            )}
          </div>
        );
      }}
    </Answer>
  );
}

function Stopped({ items }: { items: Answered["items"] }) {
  const { t } = useLanguage();
  const format = useFormat();
  const nameOf = useNames();
  return (
    <Table
      caption={t("control.stoppedCaption")}
      head={[
        t("desk.sent"),
        t("desk.from"),
        t("desk.to"),
        t("desk.lot"),
        { number: t("lot.mass") },
        t("control.stoppedBy"),
        t("statement.id"),
      ]}
      rows={items.flatMap(({ consignment, dispatchedAt, fromCountry, toCountry, sender, recipient, lots }) =>
        lots.map(({ lot, lotNumber, grams, rules }) => ({
          key: `${consignment}-${lot}`,
          cells: [
            <When key="sent" at={dispatchedAt} />,
            `${nameOf(sender)}, ${format.country(fromCountry)}`,
            `${nameOf(recipient)}, ${format.country(toCountry)}`,
            <Link key="lot" href={lotAddress(lot)}>
              {lotNumber}
            </Link>,
            format.mass(grams),
            rules.map(({ name, controlledElements }) => `${name} (${controlledElements.join(", ")})`).join("; "),
            <Link key="digest" href={statementAddress(consignment)}>
              <Short hash={consignment} />
            </Link>,
          ],
        })),
      )}
    />
  );
}
