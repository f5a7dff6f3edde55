import { useLanguage } from "../language.ts";

/** Opens the scanner that stands below it, and closes it. */
export function ScanToggle({ isOpen, onToggle }: { isOpen: boolean; onToggle(isOpen: boolean): void }) {
  const { t } = useLanguage();
  return (
    <button type="button" className="button button-quiet" aria-expanded={isOpen} onClick={() => onToggle(!isOpen)}>
      {t(isOpen ? "scan.close" : "scan.open")}
    </button>
  );
}
