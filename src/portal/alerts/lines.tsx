const width = 760;
const height = 220;
const bottom = 26;
const kinds = ["first", "second", "third"] as const;

/** Masses by month, a line each. Whoever shows it has every figure in a table beside. @param label What is shown. */
export function Lines(props: {
  label: string;
  months: readonly string[];
  lines: readonly { name: string; values: readonly (bigint | null)[] }[];
}) {
  const { label, months, lines } = props;
  const most = lines
    .flatMap(({ values }) => values)
    .reduce<bigint>((top, each) => (each !== null && each > top ? each : top), 1n);
  const x = (index: number) => 8 + (index / Math.max(1, months.length - 1)) * (width - 60);
  // Heights on a screen: figures that anybody relies on stand in the table.
  const y = (grams: bigint) => height - bottom - (Number(grams) / Number(most)) * (height - bottom - 10);
  const pathOf = (values: readonly (bigint | null)[]): string => {
    let isDrawn = false;
    return values
      .map((grams, index) => {
        if (grams === null) {
          isDrawn = false;
          return "";
        }
        const point = `${isDrawn ? "L" : "M"}${x(index).toFixed(1)} ${y(grams).toFixed(1)}`;
        isDrawn = true;
        return point;
      })
      .join("");
  };
  return (
    <figure className="stack stack-close">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has only a keyboard scrolls what has the focus. */}
      <section className="flows" tabIndex={0} aria-label={label}>
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
          <path className="chart-grid" d={`M0 ${height - bottom}H${width}`} />
          {lines.map(({ name, values }, index) => (
            <path key={name} className={`chart-pattern chart-${kinds[index]}`} d={pathOf(values)} />
          ))}
          {months.map(
            (month, index) =>
              index % Math.ceil(months.length / 8) === 0 && (
                <text
                  key={month}
                  className="chart-text"
                  x={x(index)}
                  y={height - 8}
                  textAnchor={index === 0 ? "start" : "middle"}
                >
                  {month}
                </text>
              ),
          )}
        </svg>
      </section>
      <ul className="plain chart-legend">
        {lines.map(({ name }, index) => (
          <li key={name}>
            <svg viewBox="0 0 28 8" aria-hidden="true">
              <path className={`chart-pattern chart-${kinds[index]}`} d="M0 4H28" />
            </svg>{" "}
            {name}
          </li>
        ))}
      </ul>
    </figure>
  );
}
