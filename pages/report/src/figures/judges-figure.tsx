import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import type { ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatFraction } from '../../../../src/wording/format-fraction.ts';
import { formatPercent } from '../../../../src/wording/format-percent.ts';
import { XAxis } from '../chart/axes.tsx';
import { Frame } from '../chart/frame.tsx';
import { type Mark, Marks } from '../chart/marks.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { useSelection } from '../state/use-selection.ts';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import { formatPageRate } from '../text/format-page-rate.ts';
import { shareOf } from '../text/share-of.ts';

const TOP = 10;
/** A colour each; further judges share the last. */
const STYLES = ['palette-1', 'palette-2', 'palette-3', 'palette-4', 'palette-5', 'palette-6'] as const;
const styleOf = (judge: number): string => STYLES[Math.min(judge, STYLES.length - 1)];

/** Success of the chosen arms by each judge, and how far the judges agree. */
export function JudgesFigure({ data }: { readonly data: ReportPage }): VNode {
  const { openArm } = useSelection();
  const { names, arms, agreement } = data.judges;
  return (
    <FigureCard
      name="judges"
      title="The same completions by every judge"
      controls={
        <span class="class-key">
          {names.map((name, i) => (
            <span key={name} class={styleOf(i)}>
              <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
                <circle class="symbol" r="4" />
              </svg>
              {name}
            </span>
          ))}
        </span>
      }
      caption={
        <>
          Harmful test requests, with 95% intervals.
          {agreement.map(({ first, second, n, observed, kappa }) => (
            <span key={`${first} ${second}`}>
              {' '}
              {first} and {second} agree on {formatPercent(observed)} of {n} completions, κ{' '}
              {formatPageEstimate(kappa, formatFraction)}.
            </span>
          ))}
        </>
      }
      table={{
        columns: ['arm', 'judge', 'success_k', 'n', 'success', 'low', 'high'],
        rows: arms.flatMap(({ armId, success }) =>
          success.flatMap((rate, i) =>
            rate === null ? [] : [[armId, names[i], rate[0], rate[1], shareOf(rate), rate[2], rate[3]]],
          ),
        ),
      }}
    >
      {(width) => {
        // On a phone an arm's name stands above its rates.
        const narrow = width < 560;
        const left = narrow ? 8 : Math.min(260, width * 0.42);
        const head = narrow ? 18 : 0;
        const row = head + 16 * names.length + 16;
        const right = width - 14;
        const bottom = TOP + row * arms.length;
        const x = scaleLinear().domain([0, 1]).range([left, right]);
        const at = (arm: number, judge: number): number => TOP + row * arm + head + 16 * (judge + 1);
        return (
          <Frame width={width} height={bottom + 44} label="Attack success by judge">
            <XAxis
              scale={x}
              ticks={[0, 0.25, 0.5, 0.75, 1]}
              format={formatPercent}
              label="attack success"
              top={TOP}
              bottom={bottom}
              left={left}
              right={right}
              grid
            />
            {arms.map(({ armId, success }, i) => (
              <g key={armId} aria-hidden="true">
                <text
                  class="tick"
                  x={narrow ? left : left - 10}
                  y={TOP + row * i + (narrow ? 14 : row / 2)}
                  dy="0.34em"
                  text-anchor={narrow ? 'start' : 'end'}
                >
                  {shorten(armId, Math.floor((narrow ? width : left) / 6.6))}
                </text>
                {success.map((rate, j) =>
                  rate === null || rate[2] === null || rate[3] === null ? null : (
                    <line
                      key={names[j]}
                      class={`whisker ${styleOf(j)}`}
                      x1={x(rate[2])}
                      x2={x(rate[3])}
                      y1={at(i, j)}
                      y2={at(i, j)}
                    />
                  ),
                )}
              </g>
            ))}
            <Marks
              name="Arms by judge"
              marks={arms.flatMap(({ armId, success }, i) =>
                success.flatMap((rate, j): Mark[] => {
                  const share = rate === null ? null : shareOf(rate);
                  if (rate === null || share === null) return [];
                  return [
                    {
                      key: `${armId} ${names[j]}`,
                      x: x(share),
                      y: at(i, j),
                      row: i,
                      label: `${armId}, ${names[j]}: ${formatPageRate(rate)}`,
                      choose: () => openArm({ id: armId, layer: null }),
                      shape: <circle class={`symbol ${styleOf(j)}`} r="4" />,
                    },
                  ];
                }),
              )}
            />
          </Frame>
        );
      }}
    </FigureCard>
  );
}

const shorten = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
