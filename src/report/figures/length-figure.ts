import type { ArmByLength } from '../../results/length-result.ts';
import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatAsGiven } from '../../wording/format-as-given.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { formatRate } from '../../wording/format-rate.ts';
import { findArm } from '../find-arm.ts';
import { legendColumn, legendHeight } from './legend-column.ts';
import { methodStyle } from './method-style.ts';
import { type PlotPanel, plotPanel } from './plot-panel.ts';
import { headingHeight, svgDocument } from './svg-document.ts';

const WIDTH = 1120;
const HEIGHT = 340;
const PANEL = {
  width: 440,
  height: HEIGHT,
  marginLeft: 58,
  marginRight: 16,
  marginTop: 28,
  marginBottom: 46,
};
const SIDES = [
  ['refused', 'share refused by t'],
  ['complied', 'share complied by t'],
] as const;

interface Point {
  readonly length: number;
  readonly rate: Rate;
  readonly title: string;
}

/** SVG: shares refused and complied among the beginnings of the completions against their length, a line per arm. Null where they were not looked at. */
export async function lengthFigure(results: Results): Promise<string | null> {
  const { byLength, protocol } = results;
  if (byLength === undefined) return null;
  // Modified checkpoints stand in the table: they have no method whose colour they could have.
  const modified = new Set(results.against?.map(({ armId }) => armId));
  const arms = byLength.arms.filter(({ armId }) => !modified.has(armId));
  const styleOf = ({ armId }: ArmByLength) => {
    const { method, rank } = findArm(results, armId);
    return methodStyle(method, rank, protocol);
  };
  const title = `Refusal and success of ${subjectName(results)} against the length of the completion`;
  const subtitle = `Beginnings of t tokens of the completions of n = ${arms[0].refused[0].n} harmful test prompts, by the rules alone; bars: 95% intervals.`;
  const top = headingHeight({ width: WIDTH, title, subtitle });
  const panels = await Promise.all(
    SIDES.map(([side, label], i) =>
      panelOf(byLength.lengths, label, { left: 8 + PANEL.width * i, top }, arms, (arm) => ({
        ...styleOf(arm),
        rates: arm[side],
      })),
    ),
  );
  const entries = arms.map((arm) => ({
    style: styleOf(arm),
    filled: true,
    label: arm.armId,
    notes: [],
  }));
  const legend = await legendColumn(entries, { left: 16 + 2 * PANEL.width, top: top + 30 });
  return svgDocument({
    width: WIDTH,
    height: top + Math.max(HEIGHT, 30 + legendHeight(entries)) + 12,
    title,
    subtitle,
    children: [...panels.map(({ svg }) => svg), legend],
  });
}

async function panelOf(
  lengths: readonly number[],
  label: string,
  place: { readonly left: number; readonly top: number },
  arms: readonly ArmByLength[],
  drawn: (arm: ArmByLength) => ReturnType<typeof methodStyle> & { readonly rates: readonly Rate[] },
): Promise<PlotPanel> {
  const { dot, gridY, line, ruleX } = await import('@observablehq/plot');
  return plotPanel({
    ...PANEL,
    ...place,
    x: {
      type: 'log',
      base: 2,
      domain: [lengths[0] * 0.9, lengths.at(-1)! * 1.1],
      ticks: [...lengths],
      tickFormat: formatAsGiven,
      label: 'tokens t (log scale)',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    y: {
      domain: [0, 1],
      ticks: [0, 0.25, 0.5, 0.75, 1],
      tickFormat: formatPercent,
      label,
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    marks: [
      gridY([0, 0.25, 0.5, 0.75, 1], { stroke: '#e6e6e6', strokeOpacity: 1 }),
      ...arms.flatMap((arm) => {
        const { colour, symbol, rates } = drawn(arm);
        const points = rates.map(
          (rate, i): Point => ({
            length: lengths[i],
            rate,
            title: `${arm.armId} by ${lengths[i]} tokens: ${formatRate(rate)}`,
          }),
        );
        const share = ({ rate }: Point): number => rate.rate!;
        return [
          line(points, { x: 'length', y: share, stroke: colour, strokeWidth: 1.5, strokeOpacity: 0.75 }),
          ruleX(points, {
            x: 'length',
            y1: ({ rate }: Point) => rate.interval![0],
            y2: ({ rate }: Point) => rate.interval![1],
            stroke: colour,
            strokeOpacity: 0.5,
          }),
          dot(points, { x: 'length', y: share, r: 4, symbol, stroke: colour, fill: colour, title: 'title' }),
        ];
      }),
    ],
  });
}
