import { type ReactNode, useEffect, useRef } from "react";
import { useLanguage } from "../language.ts";

/** Whether the reader came here from another page of the portal. */
let hasShownPage = false;

/** A page: its heading takes the focus when a reader comes from another page, and names the window. */
export function Page({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const { t } = useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  const name = t("frame.name");
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  useEffect(() => {
    if (hasShownPage) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    hasShownPage = true;
  }, []);
  return (
    <div className="stack stack-wide">
      <div className="stack stack-close">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {children}
    </div>
  );
}

/** A part of a page with a heading of its own. */
export function Section({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <section className="section stack">
      <h2>{title}</h2>
      {lead !== undefined && <p className="quiet">{lead}</p>}
      {children}
    </section>
  );
}
