import type { ComponentChildren, VNode } from 'preact';
import { useContext, useRef, useState } from 'preact/hooks';
import { type Tip, TipContext } from '../chart/tip.ts';
import { useWidth } from '../chart/use-width.ts';
import { SubjectName } from '../state/subject-name.ts';
import { DataTable } from './data-table.tsx';
import { download } from './download.ts';
import type { FigureTable } from './figure-table.ts';
import { pngFile } from './png-file.ts';
import { svgFile } from './svg-file.ts';
import { tableCsv } from './table-csv.ts';

/** A figure with its title, controls, numbers and files; `children` draws it at a width, px. */
export function FigureCard(props: {
  /** Names its files. */
  readonly name: string;
  readonly title: string;
  /** What stands above the drawing: switches, keys. */
  readonly controls?: ComponentChildren;
  readonly caption?: ComponentChildren;
  readonly table: FigureTable;
  readonly children: (width: number) => VNode;
}): VNode {
  const { name, title, controls, caption, table, children } = props;
  const canvas = useRef<HTMLDivElement>(null);
  const width = useWidth(canvas);
  const [tip, setTip] = useState<Tip | null>(null);
  const [problem, setProblem] = useState('');
  const subject = useContext(SubjectName);
  const file = () => svgFile(canvas.current!.querySelector('svg')!, { subject, heading: true });
  const savePng = async (): Promise<void> => {
    try {
      download(`${name}.png`, await pngFile(file()));
      setProblem('');
    } catch {
      setProblem('This browser makes no PNG of it; the SVG holds the same.');
    }
  };
  return (
    <figure class="figure" id={`figure-${name}`} aria-labelledby={`title-${name}`}>
      <div class="figure-head">
        <h3 id={`title-${name}`}>{title}</h3>
        <div class="files" role="group" aria-label={`Files of the figure: ${title}`}>
          <button
            type="button"
            onClick={() => download(`${name}.svg`, new Blob([file().text], { type: 'image/svg+xml' }))}
          >
            SVG
          </button>
          <button type="button" onClick={savePng}>
            PNG
          </button>
          <button
            type="button"
            onClick={() => download(`${name}.csv`, new Blob([tableCsv(table)], { type: 'text/csv' }))}
          >
            CSV
          </button>
        </div>
      </div>
      {controls && <div class="controls">{controls}</div>}
      <div class="canvas" ref={canvas}>
        <TipContext.Provider value={setTip}>{children(width)}</TipContext.Provider>
        {tip && (
          <div
            class="tip"
            aria-hidden="true"
            style={{
              left: `${Math.min(Math.max(tip.x, 120), width - 120)}px`,
              top: `${tip.y - 14}px`,
            }}
          >
            {tip.text}
          </div>
        )}
      </div>
      {problem !== '' && (
        <p class="problem" role="status">
          {problem}
        </p>
      )}
      {caption && <figcaption>{caption}</figcaption>}
      <DataTable name={`the figure “${title}”`} table={table} />
    </figure>
  );
}
