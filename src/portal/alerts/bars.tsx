import { Table } from "../components/table.tsx";
import { useFormat } from "../components/text.tsx";

const width = 760;
const height = 260;
const bottom = 26;
const top = 16;

/** Masses by month as bars, with lines across. The table below has every figure. @param label What is shown. */
export function Bars(props: {
  label: string;
  head: readonly [string, string];
  bars: readonly { name: string; grams: bigint; isMarked: boolean }[];
  lines: readonly { label: string; grams: bigint }[];
}) {
  const format = useFormat();
  const { label, head, bars, lines } = props;
  const most = [...bars, ...lines].reduce((sum, { grams }) => (grams > sum ? grams : sum), 1n);
  // Heights on a screen: figures that anybody relies on stand in the table.
  const y = (grams: bigint) => height - bottom - (Number(grams) / Number(most)) * (height - bottom - top);
  const step = width / Math.max(1, bars.length);
  return (
    <figure className="stack stack-close">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has only a keyboard scrolls what has the focus. */}
      <section className="flows" tabIndex={0} aria-label={label}>
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
          {bars.map(({ name, grams, isMarked }, index) => (
            <g key={name}>
              <rect
                className={isMarked ? "chart-bar chart-bar-marked" : "chart-bar"}
                x={index * step + 2}
                y={y(grams)}
                width={Math.max(1, step - 4)}
                height={height - bottom - y(grams)}
              />
              {index % Math.ceil(bars.length / 9) === 0 && (
                <text className="chart-text" x={index * step + 2} y={height - 8}>
                  {name}
                </text>
              )}
            </g>
          ))}
          {lines.map((line) => (
            <g key={line.label}>
              <path className="chart-line" d={`M0 ${y(line.grams)}H${width}`} />
              <text className="chart-text" x="4" y={y(line.grams) - 4}>
                {line.label}
              </text>
            </g>
          ))}
        </svg>
      </section>
      <figcaption className="quiet small">{label}</figcaption>
      <details>
        <summary>{head.join(" / ")}</summary>
        <Table
          caption={label}
          head={[head[0], { number: head[1] }]}
          rows={bars.map(({ name, grams }) => ({ key: name, cells: [name, format.mass(grams)] }))}
        />
      </details>
    </figure>
  );
}
