import { useMutation } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { Mark } from "../components/mark.tsx";
import { useLanguage } from "../language.ts";
import { readCamera, readPicture } from "./decode.ts";

/** How long the camera is left alone between two looks, in milliseconds. */
const pauseMs = 150;

/** Reads a QR code by the camera or from a picture. @param onRead Told what the code says, once. */
export default function Scanner({ onRead }: { onRead(text: string): void }) {
  const { t } = useLanguage();
  const id = useId();
  const reading = useMutation({
    mutationFn: async (file: File) => {
      const text = await readPicture(file);
      if (text === undefined) throw new Error(file.name);
      return text;
    },
    onSuccess: onRead,
  });
  return (
    <section className="notice stack" aria-label={t("scan.title")}>
      <Camera onRead={onRead} />
      <div className="field">
        <label htmlFor={id}>{t("scan.picture")}</label>
        <input
          id={id}
          type="file"
          accept="image/*"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file !== undefined) reading.mutate(file);
            // The same picture may be chosen again.
            target.value = "";
          }}
        />
      </div>
      <div role="alert">
        {reading.isError && (
          <div className="marked">
            <Mark tone="careful" />
            <div className="stack stack-close">
              <p>
                <strong>{t("scan.unreadable", { name: reading.error.message })}</strong>
              </p>
              <p>{t("scan.unreadableHelp")}</p>
            </div>
          </div>
        )}
      </div>
    </section>
  );
}

type CameraState = "starting" | "looking" | "refused" | "none";

function Camera({ onRead }: { onRead(text: string): void }) {
  const { t } = useLanguage();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>("starting");
  const told = useRef(onRead);
  told.current = onRead;
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    void (async () => {
      try {
        const stream = await openCamera(signal);
        const element = video.current;
        if (element === null || signal.aborted) return;
        element.srcObject = stream;
        await element.play();
        setState("looking");
        while (!signal.aborted) {
          const text = await readCamera(element);
          if (text !== undefined && !signal.aborted) {
            told.current(text);
            return;
          }
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
      } catch (error) {
        if (!signal.aborted) setState((error as Error).name === "NotAllowedError" ? "refused" : "none");
      }
    })();
    return () => ending.abort();
  }, []);
  const isThere = state === "starting" || state === "looking";
  return (
    <div className="stack stack-close">
      <p role="status">{t(`scan.camera.${state}`)}</p>
      <video ref={video} className="camera" muted playsInline hidden={!isThere} aria-label={t("scan.camera.looking")} />
    </div>
  );
}

/** Opens the camera at the back, if there is one; closed when the signal says so. */
async function openCamera(signal: AbortSignal): Promise<MediaStream> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) close();
  else signal.addEventListener("abort", close);
  return stream;
}
