import { useMutation } from "@tanstack/react-query";
import { flushSync } from "react-dom";
import { Link, useLocation } from "wouter";
import { addresses, signInAddress } from "../addresses.ts";
import { useLanguage } from "../language.ts";
import { closeSession, type SignedIn, useSession } from "../session.ts";
import { signer } from "../signing/signer.ts";

/** Who is signed in, and the way in or out. */
export function SessionLine() {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const session = useSession();
  if (session.state === "none") return <Link href={addresses.work}>{t("frame.work")}</Link>;
  const leave = () => {
    signer.get()?.close();
    signer.set(undefined);
    // First away from what nobody else is shown: it would be asked for once more, by nobody.
    flushSync(() => go(addresses.verify));
    closeSession();
  };
  return (
    <>
      <Link href={addresses.work}>{session.name}</Link>
      <button type="button" className="link" onClick={leave}>
        {t("session.signOut")}
      </button>
    </>
  );
}

/** The session ran out while somebody works: nothing is lost, and one click goes on where the key is still there. */
export function SessionEnded() {
  const session = useSession();
  const [path] = useLocation();
  return session.state === "ended" && path.startsWith(addresses.work) && path !== addresses.signIn ? (
    <GoOn who={session} path={path} />
  ) : null;
}

function GoOn({ who, path }: { who: SignedIn; path: string }) {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const signing = useMutation({
    mutationFn: async () => {
      const by = signer.get();
      if (by === undefined || by.address !== who.key) return go(signInAddress(path));
      const { signIn } = await import("../signing/sign-in.ts");
      await signIn(by, who.organisation);
    },
  });
  return (
    <div className="notice row row-apart" role="alert">
      <p>{signing.isError ? t("session.notAgain") : t("session.ended")}</p>
      <button type="button" className="button" disabled={signing.isPending} onClick={() => signing.mutate()}>
        {t("session.again")}
      </button>
    </div>
  );
}
