import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearch } from "wouter";
import type { MirrorStatistics } from "../../client/answers.ts";
import type { MirrorFilter } from "../../client/filters.ts";
import { ProblemError } from "../../client/problem-error.ts";
import { Lines } from "../alerts/lines.tsx";
import { Mark } from "../components/mark.tsx";
import { Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { useFormat, When } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { queryClient, service } from "../service.ts";
import { Desk } from "./desk.tsx";
import { useNames } from "./parts.tsx";
import { mirrorQuery, statisticFilesQuery } from "./queries.ts";

/** An authority's: certificates beside what the customs of both sides report. */
export default function StatisticsDesk() {
  const { t } = useLanguage();
  const asked = new URLSearchParams(useSearch());
  const [from, setFrom] = useState(asked.get("from") ?? "");
  const [to, setTo] = useState(asked.get("to") ?? "");
  const filter: MirrorFilter = {
    ...(isCountry(from) && { from: from.toUpperCase() }),
    ...(isCountry(to) && { to: to.toUpperCase() }),
  };
  return (
    <Desk name="statistics">
      {() => (
        <>
          <div className="row">
            <CountryField id="from" label={t("statistics.from")} value={from} onChange={setFrom} />
            <CountryField id="to" label={t("statistics.to")} value={to} onChange={setTo} />
          </div>
          <Mirror filter={filter} />
          <Section title={t("statistics.bring")} lead={t("statistics.bringLead")}>
            <BringIn />
          </Section>
          <Section title={t("statistics.files")}>
            <Files />
          </Section>
        </>
      )}
    </Desk>
  );
}

const isCountry = (text: string): boolean => /^[A-Za-z]{2}$/.test(text);

function CountryField(props: { id: string; label: string; value: string; onChange(text: string): void }) {
  return (
    <div className="field narrow">
      <label htmlFor={props.id}>{props.label}</label>
      <input
        id={props.id}
        value={props.value}
        maxLength={2}
        autoComplete="off"
        onChange={({ target }) => props.onChange(target.value)}
      />
    </div>
  );
}

function Mirror({ filter }: { filter: MirrorFilter }) {
  const { t } = useLanguage();
  const mirror = useQuery(mirrorQuery(filter));
  return (
    <Answer of={mirror}>
      {(found) => (
        <>
          <Section title={t("statistics.gaps")} lead={t("statistics.gapsLead")}>
            <Gaps of={found} />
          </Section>
          <Section title={t("statistics.routes")}>
            {found.rows.length === 0 ? <p className="quiet">{t("statistics.nothing")}</p> : <Rows of={found} />}
          </Section>
        </>
      )}
    </Answer>
  );
}

function useGoods({ goods }: MirrorStatistics) {
  const { t, say } = useLanguage();
  return (hs: string): string => {
    const known = goods.find((each) => each.hs === hs);
    if (known === undefined) return hs;
    return `${say(known.words)} (${hs}${known.isMixed ? `, ${t("statistics.mixed")}` : ""})`;
  };
}

function Gaps({ of }: { of: MirrorStatistics }) {
  const { t } = useLanguage();
  const format = useFormat();
  const goodsOf = useGoods(of);
  if (of.gaps.length === 0) return <p className="quiet">{t("statistics.noGaps")}</p>;
  return (
    <ul className="plain-list">
      {of.gaps.map((gap) => {
        const { kind, hs, from, to, month } = gap;
        const route = `${format.country(from)} → ${format.country(to)}`;
        const [more, less] = [format.mass(BigInt(gap.moreGrams)), format.mass(BigInt(gap.lessGrams))];
        return (
          <li key={`${kind}/${hs}/${from}/${to}/${month}`} className="stack stack-close">
            <p className="marked">
              <Mark tone="careful" />
              <span>{t(`statistics.gap.${kind}`, { route, goods: goodsOf(hs), month, more, less })}</span>
            </p>
            <Series of={of} gap={gap} />
          </li>
        );
      })}
    </ul>
  );
}

function Series({ of, gap: { hs, from, to } }: { of: MirrorStatistics; gap: MirrorStatistics["gaps"][number] }) {
  const { t } = useLanguage();
  const rows = of.rows.filter((row) => row.hs === hs && row.from === from && row.to === to);
  const grams = (text: string | null) => (text === null ? null : BigInt(text));
  return (
    <Lines
      label={t("statistics.chart", { route: `${from}-${to}`, hs })}
      months={rows.map(({ month }) => month)}
      lines={[
        { name: t("statistics.exported"), values: rows.map(({ exportedGrams }) => grams(exportedGrams)) },
        { name: t("statistics.imported"), values: rows.map(({ importedGrams }) => grams(importedGrams)) },
        { name: t("statistics.certified"), values: rows.map(({ certifiedOutGrams }) => grams(certifiedOutGrams)) },
      ]}
    />
  );
}

function Rows({ of }: { of: MirrorStatistics }) {
  const { t } = useLanguage();
  const format = useFormat();
  const goodsOf = useGoods(of);
  const mass = (text: string | null) => (text === null ? "–" : format.mass(BigInt(text)));
  return (
    <Table
      caption={t("statistics.caption", { count: of.rows.length })}
      head={[
        t("statistics.route"),
        t("series.month"),
        t("statistics.goods"),
        { number: t("statistics.certifiedOut") },
        { number: t("statistics.certifiedIn") },
        { number: t("statistics.exported") },
        { number: t("statistics.imported") },
      ]}
      rows={of.rows.map((row) => ({
        key: `${row.hs}/${row.from}/${row.to}/${row.month}`,
        cells: [
          `${format.country(row.from)} → ${format.country(row.to)}`,
          row.month,
          goodsOf(row.hs),
          mass(row.certifiedOutGrams),
          mass(row.certifiedInGrams),
          mass(row.exportedGrams),
          mass(row.importedGrams),
        ],
      }))}
    />
  );
}

/** Lines of a file that cannot be read, as the service names them. */
function linesIn(error: Error): { line: number; message: string }[] {
  if (!(error instanceof ProblemError) || error.problem.code !== "statistics-invalid") return [];
  return (error.problem as { lines?: { line: number; message: string }[] }).lines ?? [];
}

function BringIn() {
  const { t } = useLanguage();
  const [file, setFile] = useState<File>();
  const [name, setName] = useState("");
  const bringing = useMutation({
    mutationFn: async () => service.storeStatistics(name.trim(), (await file?.text()) ?? ""),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["desk"] }),
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        bringing.mutate();
      }}
    >
      <div className="field">
        <label htmlFor="csv">{t("statistics.file")}</label>
        <input
          id="csv"
          type="file"
          accept=".csv,text/csv"
          required
          onChange={({ target }) => {
            const chosen = target.files?.[0];
            setFile(chosen);
            if (name === "") setName(chosen?.name.slice(0, 120) ?? "");
          }}
        />
      </div>
      <div className="field">
        <label htmlFor="csv-name">{t("statistics.name")}</label>
        <input id="csv-name" value={name} required maxLength={120} onChange={({ target }) => setName(target.value)} />
      </div>
      <div role="status">
        {bringing.data && (
          <p>{t("statistics.brought", { count: bringing.data.figures, skipped: bringing.data.skipped })}</p>
        )}
      </div>
      {bringing.isError && (
        <>
          <Refusal error={bringing.error} />
          <ul className="plain">
            {linesIn(bringing.error).map(({ line, message }) => (
              <li key={line}>{t("statistics.wrong", { line, message })}</li>
            ))}
          </ul>
        </>
      )}
      <div>
        <button type="submit" className="button" disabled={bringing.isPending}>
          {t("statistics.send")}
        </button>
      </div>
    </form>
  );
}

function Files() {
  const { t } = useLanguage();
  const format = useFormat();
  const nameOf = useNames();
  const files = useQuery(statisticFilesQuery);
  return (
    <Answer of={files}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{t("desk.nothing")}</p>
        ) : (
          <Table
            caption={t("statistics.files")}
            head={[t("statistics.name"), t("statistics.by"), t("statement.time"), { number: t("statistics.figures") }]}
            rows={items.map(({ document, name, organisation, at, figures }) => ({
              key: `${document}/${at}`,
              cells: [
                name,
                nameOf(organisation),
                <When key="at" at={Math.floor(at / 1_000)} />,
                format.number(figures),
              ],
            }))}
          />
        )
      }
    </Answer>
  );
}
