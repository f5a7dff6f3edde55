import { create } from "qrcode";

/** A text as a QR code that prints. @param label What it is, for who cannot see it. */
export default function QrCode({ text, label }: { text: string; label: string }) {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  const squares = Array.from(modules.data).flatMap((isDark, index) =>
    isDark ? [`M${index % modules.size} ${Math.floor(index / modules.size)}h1v1h-1z`] : [],
  );
  return (
    <svg className="qr" viewBox={`0 0 ${modules.size} ${modules.size}`} role="img" aria-label={label}>
      <path d={squares.join("")} fill="currentColor" shapeRendering="crispEdges" />
    </svg>
  );
}
