import { useMutation, useQuery } from "@tanstack/react-query";
import { type DemoOrganisation, demoOrganisationsPath } from "../../api/demo-organisation.ts";
import { roleWords } from "../../domain/words.ts";
import { Refusal } from "../components/refusal.tsx";
import { Answer } from "../components/states.tsx";
import { useLanguage } from "../language.ts";
import { openKeyFile } from "./key-file.ts";
import { signIn } from "./sign-in.ts";
import { connectSigner } from "./signer.ts";

/** Whether this page came from a demo. */
export const isDemo = "demo" in document.documentElement.dataset;

/** The organisations of a demo, each to be tried on with a click. @param onSignedIn Told once somebody is. */
export function TryOn({ onSignedIn }: { onSignedIn(): void }) {
  const { t, say, language } = useLanguage();
  const organisations = useQuery({
    queryKey: ["demo"],
    queryFn: async () => (await (await fetch(demoOrganisationsPath)).json()) as DemoOrganisation[],
  });
  const trying = useMutation({
    mutationFn: async ({ name, keyFile, password, organisation }: DemoOrganisation) => {
      const signer = await openKeyFile(name, keyFile, password);
      connectSigner(signer);
      await signIn(signer, organisation);
    },
    onSuccess: onSignedIn,
  });
  return (
    <div className="stack">
      <h2>{t("demo.title")}</h2>
      <p>{t("demo.lead")}</p>
      <Answer of={organisations}>
        {(found) => (
          <ul className="plain-list">
            {found.map((each) => (
              <li key={each.organisation} className="row">
                <button type="button" className="link" disabled={trying.isPending} onClick={() => trying.mutate(each)}>
                  {each.name}
                </button>
                <span className="quiet small">
                  {each.roles.map((role) => say(roleWords[role])).join(language === "en" ? ", " : "、")}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {trying.isError && <Refusal error={trying.error} />}
    </div>
  );
}
