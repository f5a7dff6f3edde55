import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { gramsNamed, readWrittenGrams, storeGramsList } from "../../client/signed-grams.ts";
import { movedGrams } from "../../statements/moved-grams.ts";
import { Refusal } from "../components/refusal.tsx";
import { useLanguage } from "../language.ts";
import { lotIn } from "../lot-in.ts";
import { service } from "../service.ts";
import { FieldFrame, useField } from "./field-frame.tsx";
import { type Path, useForm } from "./form-state.ts";

/** Which grams goods consist of: their list is stored at the service with a salt, and the statement names its hash. */
export function GramsField({ path }: { path: Path }) {
  const { t } = useLanguage();
  const { change, kind, leave, reading } = useForm();
  const { id, input } = useField(path);
  const [written, setWritten] = useState("");
  /** What the statement moved when the list was made that it commits to now; undefined where it commits to none, or to another's. */
  const [listed, setListed] = useState<string>();
  const [isStale, setIsStale] = useState(false);
  const { wire, faults } = reading;
  const moved = faults.some((fault) => fault.path.startsWith("lines"))
    ? new Map<string, bigint>()
    : movedGrams({ kind, message: wire });
  const moves = [...moved].join("; ");
  const storing = useMutation({
    mutationFn: async () => {
      const named = written.split("\n").filter((line) => line.trim() !== "");
      const finding = { organisation: String(wire.organisation), lotNamed: lotIn };
      return storeGramsList(service, await gramsNamed(service, named.map(readWrittenGrams), moved, finding));
    },
    onSuccess: (hash) => {
      change(path, hash);
      leave(path);
      setListed(moves);
      setIsStale(false);
    },
  });
  useEffect(() => {
    if (listed === undefined || listed === moves) return;
    // A list of other grams than are moved could never be named.
    setListed(undefined);
    setIsStale(true);
    change(path, "");
  }, [listed, moves, change, path]);
  return (
    <FieldFrame path={path} hint={storing.isPending ? t("form.storing") : t("form.gramsHint")}>
      <input {...input} className="hash" />
      <textarea
        id={`${id}-named`}
        rows={2}
        className="hash"
        autoComplete="off"
        spellCheck={false}
        aria-label={t("form.grams")}
        value={written}
        onChange={({ target }) => setWritten(target.value)}
      />
      <div>
        <button
          type="button"
          className="button button-quiet"
          disabled={storing.isPending || written.trim() === ""}
          onClick={() => storing.mutate()}
        >
          {t("form.nameGrams")}
        </button>
      </div>
      {isStale && <p role="alert">{t("form.gramsStale")}</p>}
      {storing.isError && <Refusal error={storing.error} />}
    </FieldFrame>
  );
}
