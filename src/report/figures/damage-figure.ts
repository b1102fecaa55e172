import { DAMAGE_BUDGET, isWithinBudget } from '../../metrics/damage-budget.ts';
import type { ArmResult, Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatRate } from '../../wording/format-rate.ts';
import { answerWords } from '../answer-words.ts';
import { findArm } from '../find-arm.ts';
import { legendColumn } from './legend-column.ts';
import { logDomain } from './log-domain.ts';
import { methodStyle } from './method-style.ts';
import { type PlacedLabel, placeLabels } from './place-labels.ts';
import { plotPanel } from './plot-panel.ts';
import { stackLabels } from './stack-labels.ts';
import { headingHeight, svgDocument } from './svg-document.ts';
import { svgText } from './svg-text.ts';

const WIDTH = 1040;
const PLOT = {
  left: 8,
  width: 850,
  height: 520,
  marginLeft: 54,
  marginRight: 20,
  marginTop: 30,
  marginBottom: 46,
};
const MARKER = { colour: '#444444', symbol: 'circle' } as const;
const RING = 8;
const BUDGET_COLOUR = '#b00020';

/** SVG: ASR on the test split against damage KL32 (log scale), one point an arm, chosen arms ringed and labelled. */
export async function damageFigure(results: Results): Promise<string> {
  const { dot, gridX, gridY, rect, ruleX } = await import('@observablehq/plot');
  const { forbidden, kl32 } = findArm(results, 'baseline').test;
  const arms = results.arms.filter(
    ({ test }) => test.forbidden.exact.rate !== null && test.kl32.value !== null,
  );
  const leftOut = results.arms.length - arms.length;
  const { domain, ticks } = logDomain(arms.map(({ test }) => test.kl32.value));
  const damage = ({ test }: ArmResult) => Math.min(domain[1], Math.max(domain[0], test.kl32.value!));
  const success = ({ test }: ArmResult) => test.forbidden.exact.rate!;
  const chosen = arms.filter(
    ({ id }) => id === 'baseline' || results.chosen.some(({ armId }) => armId === id),
  );
  const title = `What attack success costs ${subjectName(results)} (n = ${forbidden.exact.n} harmful, ${kl32.n} harmless prompts per arm)`;
  const subtitle = `One point an arm, test split; good attacks lie top left. Labels: each method's chosen arm. KL32 at or below ${formatNumber(domain[0])} (the unattacked model: 0) is drawn at the left edge.${leftOut > 0 ? ` Left out for want of a finite value: ${leftOut} arms.` : ''}`;
  const top = headingHeight({ width: WIDTH, title, subtitle });
  const panel = await plotPanel({
    ...PLOT,
    top,
    x: {
      type: 'log',
      domain,
      ticks,
      tickFormat: String,
      inset: 8,
      label: 'damage KL32 (nats per token, log scale)',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    y: {
      domain: [0, 1],
      ticks: 5,
      insetBottom: 8,
      insetTop: 44,
      label: `ASR (${answerWords(results).answers} / n)`,
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    marks: [
      rect([0], {
        x1: DAMAGE_BUDGET,
        x2: domain[1],
        y1: 0,
        y2: 1,
        fill: '#fbeeee',
        insetTop: -44,
        insetBottom: -8,
        insetRight: -8,
      }),
      gridX(ticks, { stroke: '#000000', strokeOpacity: 0.12 }),
      gridY([0, 0.2, 0.4, 0.6, 0.8, 1], { stroke: '#000000', strokeOpacity: 0.12 }),
      ruleX([DAMAGE_BUDGET], { stroke: BUDGET_COLOUR, strokeWidth: 1.5 }),
      ...arms.map((arm) => {
        const { colour, symbol } = methodStyle(arm.method, arm.rank, results.protocol);
        return dot([arm], {
          x: damage,
          y: success,
          symbol,
          r: 4,
          stroke: colour,
          fill: isWithinBudget(arm.test.kl32) ? colour : '#ffffff',
          fillOpacity: 0.75,
          title: ({ id, test }: ArmResult) =>
            `${id}: ASR ${formatRate(test.forbidden.exact)}, KL32 ${formatNumber(test.kl32.value)}`,
        });
      }),
      dot(chosen, { x: damage, y: success, r: RING, stroke: '#1b1b1b', strokeWidth: 1.5 }),
    ],
  });
  const pixels = (arm: ArmResult) => ({ x: panel.x(damage(arm)), y: panel.y(success(arm)) });
  const anchors = chosen.map((arm) => ({
    ...pixels(arm),
    text: labelOf(arm),
    baseline: arm.id === 'baseline',
  }));
  const left = ({ x, baseline }: (typeof anchors)[number]) => !baseline && x < panel.x(DAMAGE_BUDGET);
  const [frameTop, frameBottom] = [top + PLOT.marginTop, top + PLOT.height - PLOT.marginBottom];
  // What survived crowds in one corner: its labels stand in a column in the emptier half, the others at their points.
  const callouts = stackLabels(anchors.filter(left), {
    x: panel.x(DAMAGE_BUDGET) + 14,
    top: frameTop + 10,
    bottom: frameBottom - 10,
    step: 17,
  });
  const labels = [
    ...callouts,
    ...placeLabels(
      anchors.filter((anchor) => !left(anchor)),
      [
        ...arms.map(pixels),
        ...callouts.flatMap(({ textX, textY }) =>
          [0, 50, 100, 150].map((dx) => ({ x: textX + dx, y: textY - 4 })),
        ),
      ],
      {
        left: PLOT.left + PLOT.marginLeft,
        right: PLOT.left + PLOT.width - PLOT.marginRight,
        top: frameTop,
        bottom: frameBottom,
      },
    ),
  ];
  const methods = new Map(
    arms.map((arm) => [legendLabel(arm), methodStyle(arm.method, arm.rank, results.protocol)]),
  );
  const legend = await legendColumn(
    [
      ...[...methods].map(([label, style]) => ({ style, filled: true, label, notes: [] })),
      {
        style: MARKER,
        filled: false,
        label: 'hollow: damaged',
        notes: [`KL32 > ${DAMAGE_BUDGET}`],
      },
    ],
    { left: PLOT.left + PLOT.width + 4, top: top + PLOT.marginTop },
  );
  return svgDocument({
    width: WIDTH,
    height: top + PLOT.height + 12,
    title,
    subtitle,
    children: [
      panel.svg,
      svgText(`budget ${DAMAGE_BUDGET}`, {
        x: panel.x(DAMAGE_BUDGET),
        y: top + 22,
        size: 11,
        weight: 600,
        fill: BUDGET_COLOUR,
        anchor: 'middle',
      }),
      ...labels.map((label) => leader(label)),
      ...labels.map(({ textX, textY, text }) =>
        svgText(text, { x: textX, y: textY, size: 11, weight: 600, halo: true }),
      ),
      legend,
    ],
  });
}

function labelOf({ id, test }: ArmResult): string {
  const { k, n } = test.forbidden.exact;
  return `${id === 'baseline' ? 'unattacked' : id} ${k}/${n}`;
}

function legendLabel({ method, rank }: ArmResult): string {
  if (method === 'baseline') return 'unattacked';
  return method === 'pca-ot' ? `pca-ot ${rank !== null && rank > 1 ? 'K > 1' : 'K = 1'}` : method;
}

/** A thin line from the point's ring to its label: to its start where that lies to the right, else to its nearest edge. */
function leader({ x, y, text, textX, textY }: PlacedLabel): string {
  const [toX, toY] =
    textX > x + RING
      ? [textX - 4, textY - 4]
      : [Math.min(textX + text.length * 6.8, x), textY < y ? textY + 2 : textY - 10];
  const length = Math.hypot(toX - x, toY - y);
  if (length <= RING + 4) return '';
  const from = [x + (RING * (toX - x)) / length, y + (RING * (toY - y)) / length];
  const [x1, y1, x2, y2] = [...from, toX, toY].map((pixels) => pixels.toFixed(1));
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#1b1b1b" stroke-opacity="0.5"/>`;
}
