import type { Results, RobustnessResult } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import type { CensoredDamage } from '../../statistics/censored-damage.ts';
import { GREATEST_BUDGET, LEAST_BUDGET } from '../../statistics/robustness-score.ts';
import { formatHalfDamage } from '../../wording/format-censored-damage.ts';
import { formatPercent, formatPercentInterval } from '../../wording/format-percent.ts';
import { formatRate } from '../../wording/format-rate.ts';
import { formatScore } from '../markdown/markdown-robustness.ts';
import { successWithin } from '../success-within.ts';
import { plotPanel } from './plot-panel.ts';
import { stackLabels } from './stack-labels.ts';
import { headingHeight, svgDocument } from './svg-document.ts';
import { svgText } from './svg-text.ts';

const WIDTH = 1040;
const PLOT = {
  left: 8,
  width: 740,
  height: 420,
  marginLeft: 60,
  marginRight: 20,
  marginTop: 24,
  marginBottom: 46,
};
const SETS = [
  { key: 'grid', name: 'grid of pca-ot', colour: '#0072b2', dash: 'none', d50: 0.5 },
  { key: 'everything', name: 'everything measured', colour: '#b5510a', dash: '7,3', d50: 0.53 },
] as const;
type AttackSet = (typeof SETS)[number];

/** One step of F on the axis: from budget u1 to u2. */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly success: number;
  readonly interval: readonly [number, number] | null;
  readonly title: string;
}

/** SVG: F(u), the most that the picked attacks succeed at within each damage budget u, for both sets of attacks, with R and D50. */
export async function robustnessFigure(results: Results): Promise<string> {
  const { dot, gridX, gridY, line, link, rect } = await import('@observablehq/plot');
  const { robustness } = results;
  const n = robustness.grid.frontier[0]?.test.n ?? 0;
  const title = `What damage buys in ${subjectName(results)}: attack success by budget, n = ${n} harmful prompts`;
  const subtitle = `F(u): the highest ASR among the attacks that the selection split picks, one of each family and budget, whose KL32 is at most u; both on the test split. R is the share above the line: 0 = always broken, 1 = never. Bands: 95% Wilson intervals of each attack. Dots near 0.5: D50 with its bootstrap interval, hollow where it lies outside the budgets.`;
  const top = headingHeight({ width: WIDTH, title, subtitle });
  const ticks = [0.001, 0.01, 0.1, 1];
  const drawn = SETS.map((set) => ({
    set,
    found: robustness[set.key],
    segments: segmentsOf(robustness[set.key]),
  }));
  const panel = await plotPanel({
    ...PLOT,
    top,
    x: {
      type: 'log',
      domain: [LEAST_BUDGET, GREATEST_BUDGET],
      ticks,
      tickFormat: String,
      label: 'damage budget u: KL32 on the test split (nats per token, log scale)',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    y: {
      domain: [0, 1],
      ticks: 5,
      label: 'F(u): ASR (coherent / n)',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    marks: [
      gridX(ticks, { stroke: '#000000', strokeOpacity: 0.12 }),
      gridY([0, 0.2, 0.4, 0.6, 0.8, 1], { stroke: '#000000', strokeOpacity: 0.12 }),
      ...drawn.flatMap(({ set: { colour, dash, d50 }, segments, found }) => {
        const half = positionOf(found.halfDamage.value);
        const [low, high] = found.halfDamage.interval.map(positionOf);
        return [
          rect(
            segments.filter(({ interval }) => interval !== null),
            {
              x1: 'from',
              x2: 'to',
              y1: ({ interval }: Segment) => interval![0],
              y2: ({ interval }: Segment) => interval![1],
              fill: colour,
              fillOpacity: 0.13,
              title: 'title',
            },
          ),
          line(
            segments.flatMap(({ from, to, success }) => [
              [from, success],
              [to, success],
            ]),
            { stroke: colour, strokeWidth: 2.2, strokeDasharray: dash },
          ),
          link([0], { x1: low, x2: high, y1: d50, y2: d50, stroke: colour, strokeWidth: 1.5 }),
          dot([half], {
            x: (value: number) => value,
            y: d50,
            r: 5,
            stroke: colour,
            strokeWidth: 2,
            fill: found.halfDamage.value.kind === 'exact' ? colour : '#ffffff',
          }),
        ];
      }),
    ],
  });
  const labels = stackLabels(
    drawn.map(({ set, segments }) => ({
      x: panel.x(GREATEST_BUDGET),
      y: panel.y(segments.at(-1)?.success ?? 0) - 4,
      text: set.key,
    })),
    { x: PLOT.left + PLOT.width, top: top + 36, bottom: top + PLOT.height - 150, step: 158 },
  );
  return svgDocument({
    width: WIDTH,
    height: top + PLOT.height + 12,
    title,
    subtitle,
    children: [
      panel.svg,
      ...drawn.map(({ set: { colour, d50 }, found }) => {
        const x = panel.x(positionOf(found.halfDamage.value));
        const crowded = x > PLOT.left + PLOT.width - 80;
        return svgText('D50', {
          x: x + (crowded ? -8 : 8),
          y: panel.y(d50) - 7,
          size: 11,
          weight: 600,
          fill: colour,
          anchor: crowded ? 'end' : 'start',
          halo: true,
        });
      }),
      ...labels.flatMap(({ text, textX, textY }) => {
        const { set, found } = drawn.find(({ set: { key } }) => key === text)!;
        return describe(set, found).map((line, i) =>
          svgText(line, {
            x: textX,
            y: Number((textY + 18 * i).toFixed(1)),
            fill: set.colour,
            ...(i === 0 ? { size: 13, weight: 600 as const } : {}),
          }),
        );
      }),
    ],
  });
}

function describe({ name, dash }: AttackSet, found: RobustnessResult['grid']): string[] {
  const half = `D50 ${formatHalfDamage(found.halfDamage)}`;
  return [
    `${name}${dash === 'none' ? '' : ' (dashed)'}`,
    `${found.arms} attacks`,
    ...successWithin(found).map(
      ({ budget, success: { rate, interval } }) =>
        `at damage ≤ ${budget}: ${formatPercent(rate)}${formatPercentInterval(interval)}`,
    ),
    `R ${formatScore(found.score)}`,
    ...(found.halfDamage.value.kind === 'exact' ? [half] : half.split(/ (?=\[)/)),
  ];
}

/** The steps that meet the axis. */
function segmentsOf({ frontier }: RobustnessResult['grid']): Segment[] {
  return frontier.flatMap(({ armId, damage, success, test }, i) => {
    const from = Math.max(LEAST_BUDGET, damage);
    const to = Math.min(GREATEST_BUDGET, frontier[i + 1]?.damage ?? GREATEST_BUDGET);
    return to > from
      ? [{ from, to, success, interval: test.interval, title: `${armId}: ${formatRate(test)}` }]
      : [];
  });
}

function positionOf(damage: CensoredDamage): number {
  return damage.kind === 'exact' ? damage.value : damage.bound;
}
