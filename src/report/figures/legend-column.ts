import type { DrawnStyle } from './method-style.ts';
import { plotPanel } from './plot-panel.ts';
import { svgText } from './svg-text.ts';

export interface LegendEntry {
  readonly style: DrawnStyle;
  /** False: the symbol is drawn hollow. */
  readonly filled: boolean;
  readonly label: string;
  /** Smaller lines below the label. */
  readonly notes: readonly string[];
}

const LABEL_HEIGHT = 16;
const NOTE_HEIGHT = 14;
const GAP = 8;

/** px from the top of a legend to its end. */
export function legendHeight(entries: readonly LegendEntry[]): number {
  return entries.reduce((sum, { notes }) => sum + LABEL_HEIGHT + NOTE_HEIGHT * notes.length + GAP, 0);
}

/** A column of symbols with their labels, as SVG markup; its top left corner at (`left`, `top`), px. */
export async function legendColumn(
  entries: readonly LegendEntry[],
  { left, top }: { left: number; top: number },
): Promise<string> {
  const { dot } = await import('@observablehq/plot');
  const placed = entries.map((entry, i) => ({
    ...entry,
    y: legendHeight(entries.slice(0, i)) + LABEL_HEIGHT / 2,
  }));
  const height = (placed.at(-1)?.y ?? 0) + LABEL_HEIGHT;
  const { svg } = await plotPanel({
    left,
    top,
    width: 20,
    height,
    margin: 0,
    axis: null,
    x: { domain: [0, 20] },
    y: { domain: [height, 0] },
    marks: placed.map(({ y, style, filled }) =>
      dot([y], {
        x: 8,
        y: (value: number) => value,
        r: 4.5,
        symbol: style.symbol,
        stroke: style.colour,
        fill: filled ? style.colour : '#ffffff',
      }),
    ),
  });
  const texts = placed.flatMap(({ y, style, label, notes }) => [
    svgText(label, { x: left + 22, y: top + y + 4, size: 13, weight: 600, fill: style.colour }),
    ...notes.map((note, i) =>
      svgText(note, { x: left + 22, y: top + y + 5 + NOTE_HEIGHT * (i + 1), size: 11, fill: '#444444' }),
    ),
  ]);
  return [svg, ...texts].join('\n');
}
