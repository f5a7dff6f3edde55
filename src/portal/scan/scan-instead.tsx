import { useState } from "react";
import { onDemand } from "../components/on-demand.tsx";
import { ScanToggle } from "./scan-toggle.tsx";

const Scanner = onDemand(() => import("./scanner.tsx"));

/** A code is scanned instead of typed: a button that opens the scanner below itself. */
export function ScanInstead({ onRead }: { onRead(text: string): void }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="stack">
      <div>
        <ScanToggle isOpen={isOpen} onToggle={setIsOpen} />
      </div>
      {isOpen && <Scanner onRead={onRead} />}
    </div>
  );
}
