import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
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
  const storing = useMutation({
    mutationFn: async () => {
      const named = written.split("\n").filter((line) => line.trim() !== "");
      const { wire } = reading;
      const finding = { organisation: String(wire.organisation), lotNamed: lotIn };
      const moved = reading.faults.some((fault) => fault.path.startsWith("lines"))
        ? new Map()
        : movedGrams({ kind, message: wire });
      return storeGramsList(service, await gramsNamed(service, named.map(readWrittenGrams), moved, finding));
    },
    onSuccess: (hash) => {
      change(path, hash);
      leave(path);
    },
  });
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
      {storing.isError && <Refusal error={storing.error} />}
    </FieldFrame>
  );
}
