import { Graph, layout } from "@dagrejs/dagre";
import { type CSSProperties, useMemo, useState } from "react";
import { Link } from "wouter";
import type { Lineage } from "../../client/answers.ts";
import { formWords, processWords } from "../../domain/words.ts";
import { lotAddress } from "../addresses.ts";
import { useFormat } from "../components/text.tsx";
import { useLanguage } from "../language.ts";
import { type Box, firstOpened, indexed, type Shown, shown, toggled, withMore } from "./lineage-model.ts";

/** Sizes of boxes, in pixels: those of the style. */
const width = 216;
const heights: Record<Box["is"], number> = { lot: 68, step: 92, rest: 44 };

/** What a lot was made from, as a graph from the lot on the left back to the ground. Of each step, what went into it is opened on demand. */
export default function LineageGraph({ lineage }: { lineage: Lineage }) {
  const { t } = useLanguage();
  const walked = useMemo(() => indexed(lineage), [lineage]);
  const [opened, setOpened] = useState(() => firstOpened(walked));
  const { boxes, lines, size } = useMemo(() => placed(shown(walked, opened)), [walked, opened]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has only a keyboard scrolls what has the focus.
    <section className="graph not-printed" tabIndex={0} aria-label={t("lineage.graph")}>
      <div className="graph-plane" style={size}>
        <svg className="graph-lines" aria-hidden="true">
          <path d={lines} />
        </svg>
        <ul className="plain">
          {boxes.map(({ box, at }) => (
            <li key={box.id} className={`graph-box graph-${box.is}`} style={at}>
              {box.is === "lot" ? (
                <LotBox of={box} />
              ) : box.is === "step" ? (
                <StepBox of={box} onToggle={() => setOpened(toggled(opened, box.id))} />
              ) : (
                <button type="button" className="link small" onClick={() => setOpened(withMore(opened, box.step))}>
                  {t("lineage.more", { count: box.hidden })}
                </button>
              )}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function LotBox({ of: { lot } }: { of: Box & { is: "lot" } }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  return (
    <>
      <Link href={lotAddress(lot.id)}>{lot.lotNumber}</Link>
      <span className="quiet small">
        {say(formWords[lot.form])}, {format.mass(lot.massGrams)}
        {lot.status !== "certified" && `, ${t(`standing.${lot.status}`)}`}
      </span>
    </>
  );
}

function StepBox({ of: box, onToggle }: { of: Box & { is: "step" }; onToggle(): void }) {
  const { t, say } = useLanguage();
  const format = useFormat();
  const { step, inputs, grams, isOpen } = box;
  return (
    <>
      <span className="sentence">{say(processWords[step.process])}</span>
      <span className="quiet small">
        {format.country(step.country)}, {format.day(step.occurredAt)}
      </span>
      <button type="button" className="link small" aria-expanded={isOpen} onClick={onToggle}>
        {t("lineage.inputs", { count: inputs, mass: format.mass(grams) })}
      </button>
    </>
  );
}

/** Where each box stands, and the lines between them. */
function placed({ boxes, arrows }: Shown) {
  const graph = new Graph();
  graph.setGraph({ rankdir: "RL", nodesep: 16, ranksep: 48, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, is } of boxes) graph.setNode(id, { width, height: heights[is] });
  for (const { from, to } of arrows) graph.setEdge(from, to);
  layout(graph);
  const placeOf = (id: string) => graph.node(id) as { x: number; y: number };
  const lines = arrows.map(({ from, to }) => {
    const [a, b] = [placeOf(from), placeOf(to)];
    const [start, end] = [a.x - width / 2, b.x + width / 2];
    const middle = (start + end) / 2;
    return `M${start} ${a.y}C${middle} ${a.y} ${middle} ${b.y} ${end} ${b.y}`;
  });
  const at = ({ id, is }: Box): CSSProperties => {
    const { x, y } = placeOf(id);
    return { insetInlineStart: x - width / 2, insetBlockStart: y - heights[is] / 2, blockSize: heights[is] };
  };
  const { width: inlineSize = 0, height: blockSize = 0 } = graph.graph() as { width?: number; height?: number };
  return { boxes: boxes.map((box) => ({ box, at: at(box) })), lines: lines.join(""), size: { inlineSize, blockSize } };
}
