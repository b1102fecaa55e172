import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import type { Bounds } from '../../../../src/report/page/page-data.ts';
import { formatPoints } from '../../../../src/wording/format-points.ts';
import { formatProbability } from '../../../../src/wording/format-probability.ts';
import { formatSigned } from '../../../../src/wording/format-signed.ts';
import { XAxis } from '../chart/axes.tsx';
import { Frame } from '../chart/frame.tsx';
import { type Mark, Marks } from '../chart/marks.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import type { Cell } from '../parts/figure-table.ts';

/** A difference with its interval. */
export interface ForestRow {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly difference: number;
  readonly interval: Bounds;
  readonly adjustedP: number | null;
  readonly conclusion: string;
  readonly choose?: () => void;
}

const ROW = 34;
const TOP = 26;

/** Differences and their 95% intervals around zero. */
export function ForestFigure({
  name,
  title,
  caption,
  rows,
  sides,
  columns,
  cells,
  units = 'points',
}: {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly rows: readonly ForestRow[];
  /** What lies to the left and to the right of zero. */
  readonly sides: readonly [string, string];
  readonly columns: readonly string[];
  readonly cells: (row: ForestRow) => readonly Cell[];
  /** Differences of shares are shown in points, within ten of which is none; others as they are. */
  readonly units?: 'points' | 'R';
}): VNode {
  const most = Math.min(
    1,
    Math.max(
      units === 'points' ? 0.2 : 0.1,
      ...rows.flatMap(({ interval }) => interval.map((bound) => Math.abs(bound))),
    ) * 1.06,
  );
  return (
    <FigureCard name={name} title={title} caption={caption} table={{ columns, rows: rows.map(cells) }}>
      {(width) => {
        const narrow = width < 560;
        const left = narrow ? 8 : Math.min(300, width * 0.36);
        const row = narrow ? ROW + 16 : ROW;
        const right = width - 14;
        const bottom = TOP + row * rows.length;
        const x = scaleLinear().domain([-most, most]).range([left, right]);
        const middle = (i: number): number => TOP + row * i + (narrow ? row * 0.68 : row / 2);
        return (
          <Frame width={width} height={bottom + 44} label={title}>
            <text class="note" x={x(0) - 8} y={TOP - 10} text-anchor="end">
              ← {sides[0]}
            </text>
            <text class="note" x={x(0) + 8} y={TOP - 10}>
              {sides[1]} →
            </text>
            {units === 'points' && (
              <rect
                class="claimed"
                x={x(Math.max(-0.1, -most))}
                width={x(Math.min(0.1, most)) - x(Math.max(-0.1, -most))}
                y={TOP}
                height={bottom - TOP}
              />
            )}
            <line class="axis" x1={x(0)} x2={x(0)} y1={TOP} y2={bottom} />
            <XAxis
              scale={x}
              ticks={x.ticks(5)}
              format={units === 'points' ? formatPoints : formatSigned}
              label={`difference, ${units}`}
              top={TOP}
              bottom={bottom}
              left={left}
              right={right}
            />
            {rows.map((each, i) => (
              <g key={each.key} aria-hidden="true">
                <text
                  class="tick over"
                  x={narrow ? left : left - 12}
                  y={narrow ? TOP + row * i + row * 0.32 : middle(i)}
                  dy="0.34em"
                  text-anchor={narrow ? 'start' : 'end'}
                >
                  {each.label}
                </text>
                <line
                  class="forest-bar"
                  x1={x(each.interval[0])}
                  x2={x(each.interval[1])}
                  y1={middle(i)}
                  y2={middle(i)}
                />
              </g>
            ))}
            <Marks
              name={title}
              marks={rows.map(
                (each, i): Mark => ({
                  key: each.key,
                  x: x(each.difference),
                  y: middle(i),
                  row: i,
                  label: `${each.label}: ${each.detail}${each.adjustedP === null ? '' : `, adjusted ${formatProbability(each.adjustedP)}`}: ${each.conclusion}`,
                  ...(each.choose ? { choose: each.choose } : {}),
                  shape: (
                    <circle class={`symbol forest ${each.conclusion === 'effect' ? '' : 'hollow'}`} r="5" />
                  ),
                }),
              )}
            />
          </Frame>
        );
      }}
    </FigureCard>
  );
}
