import { type ReactNode, useState } from "react";
import { useLanguage } from "../language.ts";

/** The name of a column; `number` for one of figures, which end at the same edge. */
type Column = string | { number: string };

/** As many rows as a reader looks through; where there are more, they come on demand. */
const firstRows = 50;

/** A table that can be scrolled sideways, by keyboard too. The first cell of a row names it. */
export function Table(props: {
  caption: string;
  head: readonly Column[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}) {
  const { t } = useLanguage();
  const [isWhole, setIsWhole] = useState(false);
  const rows = isWhole ? props.rows : props.rows.slice(0, firstRows);
  const sides = props.head.map((column) => (typeof column === "string" ? undefined : "number"));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has only a keyboard scrolls what has the focus.
    <section className="table" tabIndex={0} aria-label={props.caption}>
      <table>
        <caption>{props.caption}</caption>
        <thead>
          <tr>
            {props.head.map((column, index) => {
              const name = typeof column === "string" ? column : column.number;
              return (
                <th key={name} scope="col" className={sides[index]}>
                  {name}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...cells] }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
                <td key={index} className={sides[index + 1]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length < props.rows.length && (
        <button type="button" className="button button-quiet" onClick={() => setIsWhole(true)}>
          {t("state.allRows", { count: props.rows.length })}
        </button>
      )}
    </section>
  );
}
