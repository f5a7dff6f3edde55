import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useState } from "react";
import { Refusal } from "../components/refusal.tsx";
import { useLanguage } from "../language.ts";
import { openKeyFile } from "./key-file.ts";
import { connectSigner, type Signer } from "./signer.ts";
import { connectWallet, discoverWallets, type Wallet } from "./wallet.ts";

/** Ways to have a key: a wallet of this browser, or an encrypted key file. @param onConnected Told of the key that signs from now on. */
export function Connect({ onConnected }: { onConnected?(signer: Signer): void }) {
  const { t } = useLanguage();
  const [wallets, setWallets] = useState<readonly Wallet[]>([]);
  useEffect(
    () => discoverWallets((found) => setWallets((known) => [...known.filter(({ id }) => id !== found.id), found])),
    [],
  );
  const connecting = useMutation({
    mutationFn: (open: () => Promise<Signer>) => open(),
    onSuccess: (signer) => {
      connectSigner(signer);
      onConnected?.(signer);
    },
  });
  return (
    <div className="stack">
      <h3>{t("signing.wallet")}</h3>
      {wallets.length === 0 && <p className="quiet">{t("signing.noWallet")}</p>}
      <div className="row">
        {wallets.map((wallet) => (
          <button
            key={wallet.id}
            type="button"
            className="button"
            disabled={connecting.isPending}
            onClick={() => connecting.mutate(() => connectWallet(wallet))}
          >
            {t("signing.useWallet", { name: wallet.name })}
          </button>
        ))}
      </div>
      <h3>{t("signing.keyFile")}</h3>
      <KeyFile
        isBusy={connecting.isPending}
        onOpen={(file, password) => connecting.mutate(async () => openKeyFile(file.name, await file.text(), password))}
      />
      {connecting.isPending && (
        <p role="status" className="quiet">
          {t("signing.opening")}
        </p>
      )}
      {connecting.isError && <Refusal error={connecting.error} />}
    </div>
  );
}

function KeyFile({ isBusy, onOpen }: { isBusy: boolean; onOpen(file: File, password: string): void }) {
  const { t } = useLanguage();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    onOpen(given.get("file") as File, String(given.get("password")));
  };
  return (
    <form className="form-fields" onSubmit={submit}>
      <p className="quiet small">{t("signing.keyFileNote")}</p>
      <div className="field">
        <label htmlFor={`${id}-file`}>{t("signing.file")}</label>
        <input id={`${id}-file`} name="file" type="file" accept=".json,application/json" required />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>{t("signing.password")}</label>
        <input id={`${id}-password`} name="password" type="password" autoComplete="off" required />
      </div>
      <div>
        <button type="submit" className="button button-quiet" disabled={isBusy}>
          {t("signing.open")}
        </button>
      </div>
    </form>
  );
}
