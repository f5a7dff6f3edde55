import { useMutation } from "@tanstack/react-query";
import { Refusal } from "../components/refusal.tsx";
import { useLanguage } from "../language.ts";
import { saveFile } from "../save.ts";
import { service } from "../service.ts";

/** A document that a statement names: opened from its envelope, and saved. Who may have it, the service decides. */
export function DocumentLink({ hash, name }: { hash: string; name: string }) {
  const { t } = useLanguage();
  const fetching = useMutation({
    mutationFn: async () => {
      const bytes = await service.evidence(hash);
      const { openDocument } = await import("../../client/documents.ts");
      const { name: file, content } = openDocument(bytes) ?? { name: `${hash.slice(0, 10)}.json`, content: bytes };
      saveFile(file, new Blob([content as Uint8Array<ArrayBuffer>]));
    },
  });
  return (
    <>
      <button
        type="button"
        className="link small"
        disabled={fetching.isPending}
        title={hash}
        onClick={() => fetching.mutate()}
      >
        {t("desk.document", { name })}
      </button>
      {fetching.isError && <Refusal error={fetching.error} />}
    </>
  );
}
