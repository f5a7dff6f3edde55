import { sankey, sankeyLinkHorizontal } from "d3-sankey";
import { formWords, movementWords } from "../../domain/words.ts";
import { useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { type Stop, type Stream, stopId } from "./flow-model.ts";

const width = 760;
const nodeWidth = 10;
/** Room for the names on both sides, in pixels. */
const margin = 150;

/** What flows through somebody's stock, as wide as it is much. @param label What is shown. The table beside has every figure. */
export default function FlowDiagram({ streams, label }: { streams: readonly Stream[]; label: string }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const nameOf = ({ side, what }: Stop) => {
    if (side === "held") return what === null ? t("desk.account") : say(formWords[what]);
    if (what === "opening" || what === "closing") return t(`desk.${what}`);
    return what === "process" || what === "expired" ? t(`desk.flow.${what}`) : say(movementWords[what]);
  };
  const stops = [
    ...new Map(streams.flatMap(({ from, to }) => [from, to]).map((stop) => [stopId(stop), stop])).values(),
  ];
  const rows = Math.max(
    ...(["from", "held", "to"] as const).map((side) => stops.filter((stop) => stop.side === side).length),
  );
  const height = 48 + rows * 64;
  const { nodes, links } = sankey<{ stop: Stop }, { nanograms: bigint }>()
    .nodeId(({ stop }) => stopId(stop))
    .nodeAlign(({ stop }) => ["from", "held", "to"].indexOf(stop.side))
    .nodeWidth(nodeWidth)
    .nodePadding(38)
    .extent([
      [margin, 24],
      [width - margin, height - 16],
    ])({
    nodes: stops.map((stop) => ({ stop })),
    // Widths on a screen: figures that anybody relies on stand in the table.
    links: streams.map(({ from, to, nanograms }) => ({
      source: stopId(from),
      target: stopId(to),
      value: Number(nanograms),
      nanograms,
    })),
  });
  const line = sankeyLinkHorizontal();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has only a keyboard scrolls what has the focus.
    <section className="flows" tabIndex={0} aria-label={label}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {links.map((link) => (
          <path
            key={link.index}
            className="flow-stream"
            d={line(link) ?? ""}
            strokeWidth={Math.max(1, link.width ?? 0)}
          />
        ))}
        {nodes.map(({ stop, x0 = 0, x1 = 0, y0 = 0, y1 = 0, sourceLinks = [], targetLinks = [] }) => {
          const own = stop.side === "from" ? sourceLinks : targetLinks;
          const amount = own.reduce((sum, { nanograms }) => sum + nanograms, 0n);
          const at = { from: [x0 - 8, "end"], held: [(x0 + x1) / 2, "middle"], to: [x1 + 8, "start"] } as const;
          const [x, anchor] = at[stop.side];
          const y = stop.side === "held" ? y0 - 8 : (y0 + y1) / 2 - 2;
          return (
            <g key={stopId(stop)}>
              <rect className="flow-stop" x={x0} y={y0} width={x1 - x0} height={Math.max(1, y1 - y0)} />
              <text x={x} y={y} textAnchor={anchor} className="flow-name">
                {capital(nameOf(stop))}
                {stop.side !== "held" && (
                  <tspan x={x} dy="1.2em" className="flow-amount">
                    {format.nanograms(amount)}
                  </tspan>
                )}
              </text>
            </g>
          );
        })}
      </svg>
    </section>
  );
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
