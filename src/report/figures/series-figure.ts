import type { ComparisonSeries } from '../../results/comparison-series.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { plotPanel } from './plot-panel.ts';
import { headingHeight, svgDocument } from './svg-document.ts';
import { svgText } from './svg-text.ts';

const WIDTH = 860;
const HEIGHT = 260;
const MARGINS = { marginLeft: 44, marginRight: 10, marginTop: 30, marginBottom: 44 };
const COLOUR = '#0069a8';

interface Point {
  readonly run: number;
  readonly value: number;
  readonly interval: readonly [number, number] | null;
  readonly text: string;
}

/**
 * SVG: refusal of the unattacked model, success of the strongest attack and robustness R of every run in its order, each with its 95%
 * interval. Runs are numbered, and listed below.
 *
 * @example
 * import { compareSeries, seriesFigure } from 'refusal-lab';
 *
 * const svg = await seriesFigure(await compareSeries(['runs/before', 'runs/after']));
 * if (!svg.includes('<svg')) throw new Error('a figure is SVG');
 */
export async function seriesFigure(series: ComparisonSeries): Promise<string> {
  const { dot, gridY, ruleX } = await import('@observablehq/plot');
  const panels = panelsOf(series);
  const { runs } = series;
  const title = `${runs.length} audits: refusal, attack success and robustness`;
  const subtitle = `Bars: 95% intervals, each run’s own; whether a run differs from run 1 is tested in the table.${
    series.likeForLike ? '' : ' NOT LIKE FOR LIKE: more than the models differs.'
  }`;
  const top = headingHeight({ width: WIDTH, title, subtitle });
  const width = (WIDTH - 16) / panels.length;
  const drawn = await Promise.all(
    panels.map(({ points }, i) =>
      plotPanel({
        left: 8 + i * width,
        top,
        width,
        height: HEIGHT,
        ...MARGINS,
        x: {
          domain: [0.5, runs.length + 0.5],
          ticks: runs.map((_, run) => run + 1),
          tickFormat: 'd',
          label: 'run',
          labelArrow: 'none',
          labelAnchor: 'center',
        },
        y: { domain: [0, 1], ticks: 5, label: null },
        marks: [
          gridY([0, 0.2, 0.4, 0.6, 0.8, 1], { stroke: '#000000', strokeOpacity: 0.12 }),
          ruleX(
            points.filter(({ interval }) => interval !== null),
            {
              x: 'run',
              y1: ({ interval }: Point) => interval![0],
              y2: ({ interval }: Point) => interval![1],
              stroke: COLOUR,
              strokeWidth: 2,
            },
          ),
          dot(points, { x: 'run', y: 'value', r: 4, fill: COLOUR, title: 'text' }),
        ],
      }),
    ),
  );
  const captions = panels.map(({ name }, i) =>
    svgText(name, { x: 8 + i * width + MARGINS.marginLeft, y: top + 16, weight: 600 }),
  );
  const names = runs.map(({ model, run }, i) =>
    svgText(`${i + 1}: ${model} (${run})`, { x: 20, y: top + HEIGHT + 18 + 18 * i, fill: '#444444' }),
  );
  return svgDocument({
    width: WIDTH,
    height: top + HEIGHT + 24 + 18 * runs.length,
    title,
    subtitle,
    children: [...drawn.map(({ svg }) => svg), ...captions, ...names],
  });
}

function panelsOf({
  baseline,
  strongest,
  robustness,
}: ComparisonSeries): { name: string; points: Point[] }[] {
  const rates = (tests: readonly { readonly a: Rate; readonly b: Rate }[]): Point[] =>
    [tests[0].a, ...tests.map(({ b }) => b)].flatMap((rate, i) =>
      rate.rate === null
        ? []
        : [
            {
              run: i + 1,
              value: rate.rate,
              interval: rate.interval,
              text: `${i + 1}: ${formatFullRate(rate)}`,
            },
          ],
    );
  const refusal = baseline.find(({ name }) => name === 'refusal.baseline');
  const [grid] = robustness;
  return [
    ...(refusal ? [{ name: 'Refusal, unattacked', points: rates(refusal.tests) }] : []),
    { name: 'Strongest attack: success', points: rates(strongest.success) },
    {
      name: 'Robustness R, fixed attack grid',
      points: grid.runs.map(({ score: { value, interval } }, i) => ({
        run: i + 1,
        value,
        interval,
        text: `${i + 1}: ${formatFraction(value)}${formatInterval(interval, formatFraction)}`,
      })),
    },
  ];
}
