import { useMutation } from "@tanstack/react-query";
import { listDocuments, sealDocument } from "../../client/documents.ts";
import { Refusal } from "../components/refusal.tsx";
import { useLanguage } from "../language.ts";
import { service } from "../service.ts";
import { FieldFrame, useField } from "./field-frame.tsx";
import { type Path, useForm } from "./form-state.ts";

/** A document, or several: files are sealed with a salt here and stored at the service, and the statement names the hash. */
export function DocumentField({ path, isList }: { path: Path; isList: boolean }) {
  const { t } = useLanguage();
  const { change, leave } = useForm();
  const { id, input } = useField(path);
  const storing = useMutation({
    mutationFn: (files: readonly File[]) => store(files, isList),
    onSuccess: (hash) => change(path, hash),
  });
  return (
    <FieldFrame path={path} hint={storing.isPending ? t("form.storing") : t("form.documentHint")}>
      <input {...input} className="hash" />
      <input
        id={`${id}-file`}
        type="file"
        multiple={isList}
        aria-label={t("form.chooseFile")}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          if (files.length > 0) storing.mutate(files);
          leave(path);
        }}
      />
      {storing.isError && <Refusal error={storing.error} />}
    </FieldFrame>
  );
}

async function store(files: readonly File[], isList: boolean): Promise<string> {
  const hashes: string[] = [];
  for (const file of files) {
    const { hash, bytes } = sealDocument(file.name, new Uint8Array(await file.arrayBuffer()));
    await service.storeEvidence(hash, bytes);
    hashes.push(hash);
  }
  if (!isList) return hashes[0] ?? "";
  const { hash, bytes } = listDocuments(hashes);
  await service.storeEvidence(hash, bytes);
  return hash;
}
