import { lazy, Suspense, useState } from "react";
import { Loading } from "../components/states.tsx";
import { ScanToggle } from "./scan-toggle.tsx";

const Scanner = lazy(() => import("./scanner.tsx"));

/** A code is scanned instead of typed: a button that opens the scanner below itself. */
export function ScanInstead({ onRead }: { onRead(text: string): void }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="stack">
      <div>
        <ScanToggle isOpen={isOpen} onToggle={setIsOpen} />
      </div>
      {isOpen && (
        <Suspense fallback={<Loading />}>
          <Scanner onRead={onRead} />
        </Suspense>
      )}
    </div>
  );
}
