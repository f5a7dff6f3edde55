import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Link, useParams } from "wouter";
import type { PackageAnswer, PackageEventRequest } from "../../client/answers.ts";
import { claimGrams } from "../../client/signed-grams.ts";
import { packageEventWords } from "../../domain/words.ts";
import { gs1Key } from "../../units/gs1-key.ts";
import { addresses, lotAddress, packageAddress, statementAddress } from "../addresses.ts";
import { ForSignedIn } from "../components/for-signed-in.tsx";
import { onDemand } from "../components/on-demand.tsx";
import { Page, Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { Answer } from "../components/states.tsx";
import { Table } from "../components/table.tsx";
import { Facts, Hash, useFormat } from "../components/text.tsx";
import { consignmentsQuery } from "../desks/queries.ts";
import { readSought } from "../find-lot.ts";
import { useLanguage } from "../language.ts";
import { lotIn } from "../lot-in.ts";
import { ScanToggle } from "../scan/scan-toggle.tsx";
import { asShown, isNotFound, packageQuery, queryClient, service } from "../service.ts";
import type { SignedIn } from "../session.ts";

const QrCode = onDemand(() => import("../components/qr-code.tsx"));
const Scanner = onDemand(() => import("../scan/scanner.tsx"));

type Packed = PackageAnswer["packed"][number];

/** A drum, bag or pallet: what lies in it, what was done with it, and what may be done now. */
export default function PackagePage() {
  const { t } = useLanguage();
  const { sscc = "" } = useParams();
  return (
    <Page title={t("package.title")} lead={<Hash value={sscc} />}>
      <ForSignedIn>{(who) => <Known key={sscc} sscc={sscc} who={who} />}</ForSignedIn>
      <p className="not-printed">
        <Link href={addresses.packing}>{t("package.another")}</Link>
      </p>
    </Page>
  );
}

function Known({ sscc, who }: { sscc: string; who: SignedIn }) {
  const { t } = useLanguage();
  const found = useQuery(packageQuery(sscc));
  if (isNotFound(found.error)) return <New sscc={sscc} />;
  return (
    <Answer of={found}>
      {({ packed }) => {
        const own = packed.find(({ packer, statement }) => packer === who.organisation && statement === null);
        return (
          <>
            {packed.map((each) => (
              <Contents key={`${each.packer} ${each.statement}`} of={each} />
            ))}
            <Label sscc={sscc} />
            {own === undefined ? (
              <>
                <TakeOver sscc={sscc} came={packed.filter(({ packer }) => packer !== who.organisation)} />
                <Section title={t("package.begin")} lead={t("package.beginLead")}>
                  <Fill sscc={sscc} />
                </Section>
              </>
            ) : (
              <Own sscc={sscc} own={own} who={who} />
            )}
            <Seen sscc={sscc} country={who.country} />
          </>
        );
      }}
    </Answer>
  );
}

function New({ sscc }: { sscc: string }) {
  const { t } = useLanguage();
  const wrong = faultOf(sscc);
  if (wrong) return <p role="alert">{t("package.noSscc")}</p>;
  return (
    <Section title={t("package.unknown")} lead={t("package.unknownLead")}>
      <Fill sscc={sscc} />
      <PutIn sscc={sscc} />
    </Section>
  );
}

function Contents({ of }: { of: Packed }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { packerName, statement, within, packages, grams, lots, events } = of;
  return (
    <Section title={statement === null ? t("package.now") : t("package.asSent")}>
      <Facts
        of={[
          [t("package.packer"), packerName],
          [t("lot.mass"), format.mass(grams)],
          statement === null
            ? null
            : [
                t("package.statement"),
                <Link key="statement" className="hash" href={statementAddress(statement)}>
                  {statement}
                </Link>,
              ],
          within === null ? null : [t("package.within"), <PackageLink key="within" sscc={within} />],
          packages.length === 0
            ? null
            : [
                t("package.holds"),
                <ul key="holds" className="plain">
                  {packages.map((inner) => (
                    <li key={inner}>
                      <PackageLink sscc={inner} />
                    </li>
                  ))}
                </ul>,
              ],
        ]}
      />
      {lots.length > 0 && (
        <Table
          caption={t("package.lots")}
          head={[t("desk.lot"), { number: t("lot.mass") }, t("package.grams")]}
          rows={lots.map(({ lot, lotNumber, grams: mass, ranges }) => ({
            key: lot,
            cells: [
              <Link key="lot" href={lotAddress(lot)}>
                {lotNumber}
              </Link>,
              format.mass(mass),
              ranges.map(({ first, last }) => `${format.number(first)} – ${format.number(last)}`).join("; "),
            ],
          }))}
        />
      )}
      {events.length > 0 && (
        <Table
          caption={t("package.events")}
          head={[t("package.at"), t("package.what"), t("package.details"), t("package.by")]}
          rows={events.map((event, index) => ({
            key: `${event.at} ${index}`,
            cells: [
              format.moment(event.at),
              say(packageEventWords[event.what]),
              event.country === null
                ? (event.package ?? (event.grams === null ? "–" : format.mass(event.grams)))
                : format.country(event.country),
              event.byName,
            ],
          }))}
        />
      )}
    </Section>
  );
}

function PackageLink({ sscc }: { sscc: string }) {
  return (
    <Link className="hash" href={packageAddress(sscc)}>
      {sscc}
    </Link>
  );
}

function Label({ sscc }: { sscc: string }) {
  const { t } = useLanguage();
  return (
    <Section title={t("package.label")} lead={t("package.labelLead")}>
      <div className="package-label">
        <QrCode text={location.origin + packageAddress(sscc)} label={t("package.qr", { sscc })} />
        <span className="hash">{sscc}</span>
      </div>
      <div>
        <button type="button" className="button button-quiet not-printed" onClick={() => print()}>
          {t("address.print")}
        </button>
      </div>
    </Section>
  );
}

/** What its packer may do with it. */
function Own({ sscc, own, who }: { sscc: string; own: Packed; who: SignedIn }) {
  const { t } = useLanguage();
  return (
    <Section title={t("package.pack")}>
      <Fill sscc={sscc} />
      <PutIn sscc={sscc} />
      <div className="row">
        {own.within !== null && (
          <Simply sscc={sscc} event={{ what: "unpacked" }}>
            {t("package.takeOut", { outer: own.within })}
          </Simply>
        )}
        {own.lots.length > 0 && (
          <Simply sscc={sscc} event={{ what: "emptied" }}>
            {t("package.empty")}
          </Simply>
        )}
      </div>
      {own.grams > 0 && <Claim sscc={sscc} who={who} />}
    </Section>
  );
}

/** What came with a statement is in its recipient's own book at a click, with all that lay in it. */
function TakeOver({ sscc, came }: { sscc: string; came: readonly Packed[] }) {
  const { t } = useLanguage();
  const statements = came.flatMap(({ statement }) => statement ?? []);
  if (statements.length === 0) return null;
  return (
    <Section title={t("package.came")} lead={t("package.cameLead")}>
      {statements.map((statement) => (
        <Simply key={statement} sscc={sscc} event={{ what: "received", statement }}>
          {t("package.takeOver", { statement: statement.slice(0, 10) })}
        </Simply>
      ))}
    </Section>
  );
}

function useRecord(sscc: string) {
  return useMutation({
    mutationFn: async (event: PackageEventRequest) => asShown(service.recordPackageEvent(sscc, event)),
    onSuccess: async (answer) => {
      queryClient.setQueryData(packageQuery(sscc).queryKey, answer);
      // What lies in it, or around it, has changed too.
      await queryClient.invalidateQueries({ queryKey: ["package"] });
    },
  });
}

function Simply({ sscc, event, children }: { sscc: string; event: PackageEventRequest; children: ReactNode }) {
  const recording = useRecord(sscc);
  return (
    <div className="stack stack-close">
      <div>
        <button
          type="button"
          className="button button-quiet"
          disabled={recording.isPending}
          onClick={() => recording.mutate(event)}
        >
          {children}
        </button>
      </div>
      {recording.isError && <Refusal error={recording.error} />}
    </div>
  );
}

function Fill({ sscc }: { sscc: string }) {
  const { t } = useLanguage();
  const [lot, first, last] = [useId(), useId(), useId()];
  const recording = useRecord(sscc);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const range = { first: Number(form.get("first")), last: Number(form.get("last")) };
    void lotIn(String(form.get("lot"))).then((id) => recording.mutate({ what: "filled", lot: id, ranges: [range] }));
  };
  return (
    <form className="form-fields not-printed" onSubmit={submit}>
      <div className="field">
        <label htmlFor={lot}>{t("labels.lot")}</label>
        <input id={lot} name="lot" className="hash" autoComplete="off" spellCheck={false} required />
      </div>
      <div className="row">
        <div className="field narrow">
          <label htmlFor={first}>{t("labels.first")}</label>
          <input id={first} name="first" type="number" min={0} defaultValue={0} required />
        </div>
        <div className="field narrow">
          <label htmlFor={last}>{t("package.last")}</label>
          <input id={last} name="last" type="number" min={0} required />
        </div>
      </div>
      <div>
        <button type="submit" className="button" disabled={recording.isPending}>
          {t("package.fill")}
        </button>
      </div>
      {recording.isError && <Refusal error={recording.error} />}
    </form>
  );
}

/** Another package is scanned or typed, and lies in this one from then on. */
function PutIn({ sscc }: { sscc: string }) {
  const { t } = useLanguage();
  const id = useId();
  const [inner, setInner] = useState("");
  const [isScanning, setIsScanning] = useState(false);
  const recording = useRecord(sscc);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    recording.mutate({ what: "packed", package: inner.trim() }, { onSuccess: () => setInner("") });
  };
  return (
    <form className="form-fields not-printed" onSubmit={submit}>
      <SsccField id={id} label={t("package.inner")} value={inner} onChange={setInner} />
      <div className="row">
        <button type="submit" className="button" disabled={recording.isPending || faultOf(inner.trim())}>
          {t("package.putIn")}
        </button>
        <ScanToggle isOpen={isScanning} onToggle={setIsScanning} />
      </div>
      {isScanning && (
        <Scanner
          onRead={(text) => {
            setInner(ssccIn(text) ?? text);
            setIsScanning(false);
          }}
        />
      )}
      {recording.isError && <Refusal error={recording.error} />}
    </form>
  );
}

/** Names the package for a consignment of one's own: whoever receives it can look it up then. */
function Claim({ sscc, who }: { sscc: string; who: SignedIn }) {
  const { t } = useLanguage();
  const id = useId();
  const format = useFormat();
  const consignments = useQuery(consignmentsQuery({ party: who.organisation }));
  const sent = (consignments.data ?? []).filter(({ sender }) => sender === who.organisation);
  const claiming = useMutation({
    mutationFn: (form: FormData) => claimGrams(service, String(form.get("statement")), { packages: [sscc] }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["package"] }),
  });
  if (sent.length === 0) return <p className="quiet">{t("package.noConsignment")}</p>;
  return (
    <form
      className="form-fields not-printed"
      onSubmit={(event) => {
        event.preventDefault();
        claiming.mutate(new FormData(event.currentTarget));
      }}
    >
      <div className="field">
        <label htmlFor={id}>{t("package.claim")}</label>
        <select id={id} name="statement" required>
          {sent.map((each) => (
            <option key={each.id} value={each.id}>
              {t("package.consignment", {
                day: format.day(each.dispatchedAt),
                to: format.country(each.toCountry),
                id: each.id.slice(0, 10),
              })}
            </option>
          ))}
        </select>
        <p className="quiet small">{t("package.claimNote")}</p>
      </div>
      <div>
        <button type="submit" className="button" disabled={claiming.isPending}>
          {t("package.doClaim")}
        </button>
      </div>
      {claiming.isError && <Refusal error={claiming.error} />}
      {claiming.isSuccess && (
        <p role="status">
          {claiming.data.doubled.length === 0
            ? t("package.claimed")
            : t("package.doubled", { count: claiming.data.doubled.length })}
        </p>
      )}
    </form>
  );
}

function Seen({ sscc, country }: { sscc: string; country: string }) {
  const { t } = useLanguage();
  const format = useFormat();
  return (
    <Section title={t("package.seen")} lead={t("package.seenLead")}>
      <Simply sscc={sscc} event={{ what: "seen", country }}>
        {t("package.seenHere", { country: format.country(country) })}
      </Simply>
    </Section>
  );
}

/** An SSCC as it is typed; a check digit that is not right is said beside the field. */
export function SsccField(props: { id: string; label: string; value: string; onChange(value: string): void }) {
  const { t } = useLanguage();
  const isWrong = props.value.trim().length >= 18 && faultOf(props.value.trim());
  return (
    <div className="field">
      <label htmlFor={props.id}>{props.label}</label>
      <input
        id={props.id}
        className="hash"
        inputMode="numeric"
        autoComplete="off"
        value={props.value}
        required
        aria-invalid={isWrong}
        aria-describedby={`${props.id}-note`}
        onChange={({ target }) => props.onChange(ssccIn(target.value) ?? target.value)}
      />
      <p className="quiet small" id={`${props.id}-note`} role={isWrong ? "alert" : undefined}>
        {t(isWrong ? "package.noSscc" : "package.ssccNote")}
      </p>
    </div>
  );
}

/** The SSCC in what was scanned: a link to its page, or a code of GS1 with the identifier 00. */
export function ssccIn(text: string): string | undefined {
  const sought = readSought(text);
  return sought.by === "package" ? sought.sscc : undefined;
}

export function faultOf(sscc: string): boolean {
  try {
    gs1Key("sscc", sscc);
    return false;
  } catch {
    return true;
  }
}
