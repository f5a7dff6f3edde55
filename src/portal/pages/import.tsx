import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { fieldLabel } from "../../statements/field-words.ts";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import { addresses } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { Page, Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { justNow, keepDraft, newDraftId, usualWindowSeconds } from "../drafts/drafts.ts";
import { signerFields } from "../drafts/fix.ts";
import { type Cell, type LookedUp, lookUp } from "../drafts/look-up.ts";
import { columnsOf, readTable } from "../drafts/read-table.ts";
import { UnreadableTable } from "../drafts/unreadable-table.ts";
import { WindowField } from "../drafts/window-field.tsx";
import { begunForm, type WrittenStruct } from "../forms/control.ts";
import { kindsByContract } from "../forms/kinds.ts";
import { type FormFault, ownCodecs, readForm } from "../forms/read-form.ts";
import { useLanguage } from "../language.ts";
import { saveFile } from "../save.ts";
import type { SignedIn } from "../session.ts";

const [firstKind] = Object.keys(statementKinds) as [StatementKindName];

/** Takes drafts from a table, each row a statement. */
export default function ImportPage() {
  const { t } = useLanguage();
  return (
    <Page title={t("import.title")} lead={t("import.lead")}>
      <ForSignedIn>{(who) => <Import who={who} />}</ForSignedIn>
    </Page>
  );
}

function Import({ who }: { who: SignedIn }) {
  const { t, say } = useLanguage();
  const [kind, setKind] = useState(firstKind);
  const reading = useMutation({
    mutationFn: async (file: File) => ({
      kind,
      name: file.name,
      table: await lookUp(kind, await readTable(file.name, new Uint8Array(await file.arrayBuffer()))),
    }),
  });
  const table = () =>
    saveFile(`${kind}.csv`, new Blob([`\ufeff${columnsOf(kind).join(",")}\r\n`], { type: "text/csv" }));
  return (
    <>
      <div className="form-fields">
        <div className="field">
          <label htmlFor="kind">{t("import.kind")}</label>
          <select
            id="kind"
            value={kind}
            onChange={({ target }) => {
              setKind(target.value as StatementKindName);
              reading.reset();
            }}
          >
            {kindsByContract.map(([contract, kinds]) => (
              <optgroup key={contract} label={t(`work.group.${contract}`)}>
                {kinds.map(({ name, title }) => (
                  <option key={name} value={name}>
                    {say(title)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </div>
        <div>
          <button type="button" className="button button-quiet" onClick={table}>
            {t("import.empty")}
          </button>
        </div>
        <div className="field">
          <label htmlFor="table">{t("import.file")}</label>
          <input
            id="table"
            type="file"
            accept=".csv,.json,.xlsx"
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file !== undefined) reading.mutate(file);
              target.value = "";
            }}
          />
          <p className="quiet small">{t("import.fileNote")}</p>
        </div>
      </div>
      {reading.error instanceof UnreadableTable ? (
        <p role="alert">
          <strong>{t(`import.unreadable.${reading.error.reason}`)}</strong>
        </p>
      ) : (
        reading.isError && <Refusal error={reading.error} />
      )}
      {reading.isSuccess && <Preview key={reading.submittedAt} who={who} {...reading.data} />}
    </>
  );
}

interface PreviewProps {
  who: SignedIn;
  kind: StatementKindName;
  name: string;
  table: LookedUp;
}

/** Every row as it would become a draft: what cannot be right is marked in its cell. */
function Preview({ who, kind, name, table: { columns, rows } }: PreviewProps) {
  const { t, say, language } = useLanguage();
  const [, go] = useLocation();
  const [windowSeconds, setWindow] = useState(usualWindowSeconds);
  const read = useMemo(() => rows.map((row) => readRow(kind, columns, row, who)), [kind, columns, rows, who]);
  const good = read.filter(({ faults }) => faults.length === 0);
  const keep = () => {
    const from = { kind, organisation: who.organisation, changedAt: 0, windowSeconds };
    for (const { written } of good) keepDraft({ ...from, id: newDraftId(), state: "writing", written });
    go(addresses.signMany);
  };
  const unknown = columns.filter(({ path }) => path === undefined).map((column) => column.name);
  const label = (path: string) => {
    const words = fieldLabel(kind, path.replaceAll(/\.\d+/g, ""));
    return words === undefined ? path : words[language];
  };
  return (
    <Section title={name} lead={t("import.counts", { good: good.length, count: rows.length })}>
      {unknown.length > 0 && <p role="alert">{t("import.unknownColumns", { columns: unknown.join(", ") })}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has only a keyboard scrolls what has the focus. */}
      <section className="table" tabIndex={0} aria-label={t("import.preview")}>
        <table>
          <caption>{t("import.preview")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("import.row")}</th>
              {columns.map(({ name: column, path }) => (
                <th key={column} scope="col">
                  {path === undefined ? column : label(path)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {read.map(({ cells, faults, others }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows never change their order.
              <tr key={index}>
                <th scope="row">
                  {index + 1}
                  {faults.length === 0 && <span className="for-ears"> {t("import.fine")}</span>}
                  {others.map((fault) => (
                    <span key={fault.path} className="fault small">
                      {label(fault.path)}: {say(fault.text)}
                    </span>
                  ))}
                </th>
                {cells.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
                  <td key={column} className={cell.fault && "cell-bad"}>
                    <span className={cell.text.startsWith("0x") ? "hash" : undefined}>{shortOf(cell.text)}</span>
                    {cell.fault && <span className="fault small">{say(cell.fault)}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="narrow">
        <WindowField seconds={windowSeconds} onChange={setWindow} />
      </div>
      <div>
        <button type="button" className="button" disabled={good.length === 0} onClick={keep}>
          {t("import.keep", { count: good.length })}
        </button>
      </div>
    </Section>
  );
}

/** A row as a form that is filled in. `others` are faults of fields that have no column. */
function readRow(kind: StatementKindName, columns: LookedUp["columns"], row: readonly Cell[], who: SignedIn) {
  const given: Record<string, string> = { occurredAt: justNow() };
  for (const [index, { path }] of columns.entries()) {
    const text = row[index]?.text ?? "";
    if (path !== undefined && text !== "") given[path] = text;
  }
  const written: WrittenStruct = begunForm(ownCodecs(kind), given);
  const { faults } = readForm(kind, written, signerFields(who, usualWindowSeconds, 0n));
  const isAt = (fault: FormFault, path: string | undefined) =>
    path !== undefined && (fault.path === path || fault.path.startsWith(`${path}.`));
  const cells = row.map((cell, index): Cell => {
    const own = cell.fault ?? faults.find((fault) => isAt(fault, columns[index]?.path))?.text;
    return own === undefined ? { text: cell.text } : { text: cell.text, fault: own };
  });
  const others = faults.filter((fault) => !columns.some(({ path }) => isAt(fault, path)));
  return { written, cells, others, faults: [...others, ...cells.filter(({ fault }) => fault !== undefined)] };
}

/** The beginning of what is too long for a cell. */
function shortOf(text: string): string {
  return text.length > 42 ? `${text.slice(0, 12)}…` : text;
}
