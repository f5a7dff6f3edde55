import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocation, useSearch } from "wouter";
import { addresses } from "../addresses.ts";
import { Page, Section } from "../components/page.tsx";
import { Refusal } from "../components/refusal.tsx";
import { Answer } from "../components/states.tsx";
import { Hash } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { service } from "../service.ts";
import { Connect } from "../signing/connect.tsx";
import { signIn } from "../signing/sign-in.ts";
import { connectSigner, type Signer, useSigner } from "../signing/signer.ts";
import { isDemo, TryOn } from "../signing/try-on.tsx";

/** Signs an organisation in, with one of its keys. */
export default function SignInPage() {
  const { t } = useLanguage();
  const signer = useSigner();
  const [, go] = useLocation();
  const next = new URLSearchParams(useSearch()).get("next");
  // Only to a page of this service, never where somebody else's link says.
  const goOn = () => go(next?.startsWith(`${addresses.work}/`) ? next : addresses.work);
  return (
    <Page title={t("signIn.title")} lead={t("signIn.lead")}>
      {isDemo && <TryOn onSignedIn={goOn} />}
      {signer === undefined ? <Connect /> : <ChooseOrganisation signer={signer} onSignedIn={goOn} />}
    </Page>
  );
}

/** The organisations that a key signs for: mostly one. */
function ChooseOrganisation({ signer, onSignedIn }: { signer: Signer; onSignedIn(): void }) {
  const { t } = useLanguage();
  const organisations = useQuery({
    queryKey: ["organisations", "of", signer.address],
    queryFn: () => service.organisations({ key: signer.address }),
  });
  const signing = useMutation({
    mutationFn: (organisation: string) => signIn(signer, organisation),
    onSuccess: onSignedIn,
  });
  return (
    <Section title={t("signIn.choose")}>
      <p>
        {t("signIn.key", { name: signer.name })} <Hash value={signer.address} />
      </p>
      <Answer of={organisations}>
        {({ items }) =>
          items.length === 0 ? (
            <p role="alert">{t("signIn.none")}</p>
          ) : (
            <div className="row">
              {items.map(({ address, name }) => (
                <button
                  key={address}
                  type="button"
                  className="button"
                  disabled={signing.isPending}
                  onClick={() => signing.mutate(address)}
                >
                  {t("signIn.as", { name })}
                </button>
              ))}
            </div>
          )
        }
      </Answer>
      {signing.isPending && (
        <p role="status" className="quiet">
          {t("signIn.confirm")}
        </p>
      )}
      {signing.isError && <Refusal error={signing.error} />}
      <div>
        <button type="button" className="button button-quiet" onClick={() => connectSigner(undefined)}>
          {t("signIn.other")}
        </button>
      </div>
    </Section>
  );
}
