import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useSearch } from "wouter";
import { writeUnitLink } from "../../units/digital-link.ts";
import { readUnitCode } from "../../units/unit-code.ts";
import { unitAddress } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { onDemand } from "../components/on-demand.tsx";
import { Page } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { readSought } from "../find-lot.ts";
import { useLanguage } from "../language.ts";
import { asShown, lotQuery, queryClient, service } from "../service.ts";
import type { SignedIn } from "../session.ts";

const QrCode = onDemand(() => import("../components/qr-code.tsx"));

/** Four columns and eight rows. */
const perSheet = 32;
/** As many as a browser draws without getting slow. */
const mostLabels = 10 * perSheet;

/** Prints labels for grams of a lot, each with its code as text and as a QR code that leads to its page. */
export default function LabelsPage() {
  const { t } = useLanguage();
  return (
    <Page title={t("labels.title")} lead={<span className="not-printed">{t("labels.lead")}</span>}>
      <ForSignedIn>{(who) => <Labels who={who} />}</ForSignedIn>
    </Page>
  );
}

interface Label {
  code: string;
  link: string;
}

function Labels({ who }: { who: SignedIn }) {
  const { t } = useLanguage();
  const lot = new URLSearchParams(useSearch()).get("lot") ?? "";
  const printing = useMutation({
    mutationFn: (form: FormData) => labelsOf(who, form),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    printing.mutate(new FormData(event.currentTarget));
  };
  return (
    <>
      <form className="form-fields not-printed" onSubmit={submit}>
        <div className="field">
          <label htmlFor="lot">{t("labels.lot")}</label>
          <input
            id="lot"
            name="lot"
            className="hash"
            defaultValue={lot}
            autoComplete="off"
            spellCheck={false}
            required
          />
        </div>
        <div className="row">
          <div className="field narrow">
            <label htmlFor="first">{t("labels.first")}</label>
            <input id="first" name="first" type="number" min={0} defaultValue={0} required />
          </div>
          <div className="field narrow">
            <label htmlFor="count">{t("labels.count")}</label>
            <input id="count" name="count" type="number" min={1} max={mostLabels} defaultValue={perSheet} required />
          </div>
        </div>
        <div className="row">
          <button type="submit" className="button" disabled={printing.isPending}>
            {t("labels.make")}
          </button>
          {printing.isSuccess && (
            <button type="button" className="button button-quiet" onClick={() => print()}>
              {t("address.print")}
            </button>
          )}
        </div>
      </form>
      {printing.isError && <Refusal error={printing.error} />}
      {printing.isSuccess && <Sheets {...printing.data} />}
    </>
  );
}

function Sheets({ number, labels }: { number: string; labels: readonly Label[] }) {
  const { t } = useLanguage();
  const sheets = Array.from({ length: Math.ceil(labels.length / perSheet) }, (_, index) =>
    labels.slice(index * perSheet, (index + 1) * perSheet),
  );
  return sheets.map((sheet) => (
    <ul key={sheet[0]?.code} className="sheet plain">
      {sheet.map(({ code, link }) => (
        <li key={code}>
          <span className="small">{number}</span>
          <QrCode text={link} label={t("labels.code", { code })} />
          <span className="hash">{code.replace(/(.{5})(?=.)/g, "$1 ")}</span>
        </li>
      ))}
    </ul>
  ));
}

/** The codes of the grams that were asked for. @throws ProblemError, UnreachableError */
async function labelsOf({ organisation }: SignedIn, form: FormData): Promise<{ number: string; labels: Label[] }> {
  const id = await ownLot(organisation, String(form.get("lot")));
  const first = Number(form.get("first"));
  const { gtin, codes } = await service.exportUnits(id, first, first + Number(form.get("count")) - 1);
  const { lotNumber } = await queryClient.fetchQuery(lotQuery(id));
  const pathOf = (code: string) =>
    gtin === null ? unitAddress(code, id) : writeUnitLink({ gtin, lotNumber, unit: readUnitCode(code) });
  return { number: lotNumber, labels: codes.map(({ code }) => ({ code, link: location.origin + pathOf(code) })) };
}

/** A lot by its id, or by its number among those of its producer. */
async function ownLot(producer: string, typed: string): Promise<string> {
  const sought = readSought(typed);
  if (sought.by === "id") return sought.id;
  const { items } = await asShown(service.lots({ producer, lotNumber: typed.trim(), limit: 1 }));
  return items[0]?.id ?? typed.trim();
}
