import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Link, useParams } from "wouter";
import type { SubmissionStatus } from "../../client/answers.ts";
import { claimGrams, readWrittenGrams, writtenClaims } from "../../client/signed-grams.ts";
import { wayOut } from "../../client/ways-out.ts";
import { kindsMoving, signedGramsList } from "../../statements/knowledge.ts";
import { namesGrams } from "../../statements/moved-grams.ts";
import { addresses } from "../addresses.ts";
import { AnswerBox } from "../components/answer-box.tsx";
import type { Tone } from "../components/mark.tsx";
import { Page, Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { Answer } from "../components/states.tsx";
import { Facts, Hash, useFormat } from "../components/text.tsx";
import { consignmentsQuery, statedQuery } from "../desks/queries.ts";
import { useLanguage } from "../language.ts";
import { lotIn } from "../lot-in.ts";
import { isNotFound, service, submissionQuery } from "../service.ts";
import { useSession } from "../session.ts";

const tones: Record<SubmissionStatus["status"], Tone> = {
  queued: "unsure",
  sent: "unsure",
  refused: "careful",
  included: "good",
  failed: "bad",
};

/** What became of a statement, or of a bundle: it changes by itself until the ledger has it. */
export default function StatementPage() {
  const { t } = useLanguage();
  const { id = "" } = useParams();
  const status = useQuery(submissionQuery(id.toLowerCase()));
  return (
    <Page title={t("statement.title")}>
      {isNotFound(status.error) ? (
        <AnswerBox tone="bad" sentence={t("statement.unknown")} detail={t("statement.unknownHelp")} />
      ) : (
        <Answer of={status}>{(data) => <Standing of={data} />}</Answer>
      )}
      <p>
        <Link href={addresses.work}>{t("statement.back")}</Link>
      </p>
    </Page>
  );
}

interface Named {
  statement: string;
  organisation: string;
  /** When the ledger included it. */
  timestamp: number;
}

/** Of a statement that moved goods, or by which they arrived, it names their grams: then whoever checks a code is told. */
function NameGrams({ statement, organisation, timestamp }: Named) {
  const { t } = useLanguage();
  const id = useId();
  const [written, setWritten] = useState("");
  const stated = useQuery(statedQuery(organisation, statement, timestamp));
  // Of a statement that sends nothing there is no consignment to ask for.
  const consignments = useQuery(consignmentsQuery({ party: organisation }));
  const naming = useMutation({
    mutationFn: async () => {
      const lines = written.split("\n").filter((line) => line.trim() !== "");
      if (lines.length === 0) return claimGrams(service, statement);
      return service.claimUnits(statement, await writtenClaims(lines.map(readWrittenGrams), lotIn));
    },
  });
  if (stated.data === undefined || consignments.data === undefined) return null;
  // Of one that its organisation stated among too many others on that day, whoever signs in is asked.
  if (stated.data !== null && !namesGrams(stated.data)) return null;
  const found = consignments.data.find((consignment) => consignment.id === statement);
  // Which grams were sent its sender names, and who received them what arrived, of the receipt.
  if (found !== undefined && found.sender !== organisation) return null;
  const [kind = ""] = kindsMoving("sent");
  const message = found?.dispatch as Record<string, unknown> | null | undefined;
  const isListed = message != null && signedGramsList({ kind, message }) !== undefined;
  return (
    <Section title={t("statement.grams")} lead={t(isListed ? "statement.gramsLead" : "statement.gramsOpen")}>
      <form
        className="form-fields"
        onSubmit={(event) => {
          event.preventDefault();
          naming.mutate();
        }}
      >
        {!isListed && (
          <div className="field">
            <label htmlFor={id}>{t("form.grams")}</label>
            <textarea
              id={id}
              rows={3}
              className="hash"
              autoComplete="off"
              spellCheck={false}
              required
              value={written}
              onChange={({ target }) => setWritten(target.value)}
            />
            <p className="quiet small">{t("statement.gramsHint")}</p>
          </div>
        )}
        <div>
          <button type="submit" className="button" disabled={naming.isPending || naming.isSuccess}>
            {t("statement.nameGrams")}
          </button>
        </div>
      </form>
      {naming.isError && <Refusal error={naming.error} />}
      {naming.isSuccess && (
        <p role="status">
          {naming.data.doubled.length === 0
            ? t("statement.gramsNamed")
            : t("package.doubled", { count: naming.data.doubled.length })}
        </p>
      )}
    </Section>
  );
}

function Standing({ of: status }: { of: SubmissionStatus }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const session = useSession();
  const error = "error" in status ? status.error : undefined;
  const known = error === undefined ? undefined : wayOut(error.name);
  return (
    <>
      <AnswerBox
        tone={tones[status.status]}
        sentence={t(`statement.${status.status}.sentence`)}
        detail={known === undefined ? t(`statement.${status.status}.detail`) : say(known)}
      />
      <Section title={t("statement.facts")}>
        <Facts
          of={[
            [t("statement.id"), <Hash key="id" value={status.id} />],
            status.digests.length > 1 ? [t("statement.count"), format.number(status.digests.length)] : null,
            "blockNumber" in status ? [t("statement.block"), format.number(status.blockNumber)] : null,
            "blockNumber" in status ? [t("statement.blockHash"), <Hash key="block" value={status.blockHash} />] : null,
            "timestamp" in status ? [t("statement.time"), format.moment(status.timestamp)] : null,
            "transactionHash" in status
              ? [t("statement.transaction"), <Hash key="transaction" value={status.transactionHash} />]
              : null,
            error === undefined ? null : [t("statement.error"), <Hash key="error" value={error.name} />],
          ]}
        />
      </Section>
      {status.status === "included" &&
        session.state === "open" &&
        status.digests.map((digest) => (
          <NameGrams key={digest} statement={digest} organisation={session.organisation} timestamp={status.timestamp} />
        ))}
    </>
  );
}
