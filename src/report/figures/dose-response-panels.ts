import { DAMAGE_BUDGET, isWithinBudget } from '../../metrics/damage-budget.ts';
import type { StrengthResult } from '../../results/results.ts';
import { formatAsGiven } from '../../wording/format-as-given.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatRate } from '../../wording/format-rate.ts';
import { logDomain } from './log-domain.ts';
import type { DrawnStyle } from './method-style.ts';
import { type PlotPanel, plotPanel } from './plot-panel.ts';
import { stackLabels } from './stack-labels.ts';
import { svgText } from './svg-text.ts';

export interface DoseLine {
  readonly layer: number;
  /** Ascending in λ. */
  readonly strengths: readonly StrengthResult[];
  readonly style: DrawnStyle;
}

interface Column {
  readonly rank: number;
  /** px. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** All λ and all damages of the figure: columns share their axes. */
  readonly doses: readonly number[];
  readonly damages: readonly (number | null)[];
  readonly lines: readonly DoseLine[];
}

const MARGINS = { marginLeft: 60, marginRight: 72, marginTop: 30, marginBottom: 42 };
const [SUCCESS_HEIGHT, DAMAGE_HEIGHT] = [300, 270];
const RED = '#b00020';

/** ASR above damage against λ at one rank, as SVG markup; every line labelled with its layer at its end. */
export async function doseColumn(column: Column): Promise<string> {
  const { ruleY } = await import('@observablehq/plot');
  const { left, top, width, rank, lines } = column;
  const { domain, ticks } = logDomain(column.damages);
  const clamp = (value: number): number => Math.min(domain[1], Math.max(domain[0], value));
  const success = await dosePanel(column, {
    top,
    height: SUCCESS_HEIGHT,
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    y: { domain: [0, 1], ticks: 5, label: 'ASR (coherent / n)' },
    value: (each) => each.success.rate,
    interval: (each) => each.success.interval,
    below: [],
  });
  const damage = await dosePanel(column, {
    top: top + SUCCESS_HEIGHT + 10,
    height: DAMAGE_HEIGHT,
    ticks,
    y: { type: 'log', domain, ticks, tickFormat: String, label: 'damage KL32 (nats per token)' },
    value: ({ kl32 }) => (kl32.value === null ? null : clamp(kl32.value)),
    interval: ({ kl32 }) => kl32.interval && [clamp(kl32.interval[0]), clamp(kl32.interval[1])],
    below: [ruleY([DAMAGE_BUDGET], { stroke: RED, strokeWidth: 1.5 })],
  });
  const ends = (
    panel: PlotPanel,
    value: (each: StrengthResult) => number | null,
    y: number,
    height: number,
  ) =>
    stackLabels(
      lines.flatMap((line) => {
        const last = line.strengths.findLast((each) => value(each) !== null);
        return last
          ? [{ x: panel.x(last.strength), y: panel.y(value(last)!), text: `l=${line.layer}`, line }]
          : [];
      }),
      {
        x: left + width - MARGINS.marginRight + 12,
        top: y + MARGINS.marginTop,
        bottom: y + height - MARGINS.marginBottom,
        step: 15,
      },
    ).map(({ text, textX, textY, ...anchor }) =>
      svgText(text, {
        x: textX,
        y: textY,
        weight: 600,
        fill: (anchor as unknown as { line: DoseLine }).line.style.colour,
      }),
    );
  return [
    success.svg,
    damage.svg,
    svgText(`K = ${rank}`, {
      x: left + (width + MARGINS.marginLeft - MARGINS.marginRight) / 2,
      y: top + 18,
      size: 14,
      weight: 600,
      anchor: 'middle',
    }),
    svgText(`budget ${DAMAGE_BUDGET}`, {
      x: left + MARGINS.marginLeft + 6,
      y: damage.y(DAMAGE_BUDGET) - 5,
      size: 11,
      weight: 600,
      fill: RED,
      halo: true,
    }),
    ...ends(success, ({ success: { rate } }) => rate, top, SUCCESS_HEIGHT),
    ...ends(
      damage,
      ({ kl32: { value } }) => (value === null ? null : clamp(value)),
      top + SUCCESS_HEIGHT + 10,
      DAMAGE_HEIGHT,
    ),
  ].join('\n');
}

interface Panel {
  readonly top: number;
  readonly height: number;
  readonly ticks: readonly number[];
  readonly y: object;
  readonly value: (each: StrengthResult) => number | null;
  readonly interval: (each: StrengthResult) => readonly [number, number] | null;
  readonly below: readonly object[];
}

async function dosePanel({ left, width, doses, lines }: Column, panel: Panel): Promise<PlotPanel> {
  const { dot, gridY, line, ruleX } = await import('@observablehq/plot');
  const { top, height, ticks, y, value, interval } = panel;
  const [least, most] = [Math.min(...doses), Math.max(...doses)];
  const pad = 0.05 * (most - least || 1);
  return plotPanel({
    left,
    top,
    width,
    height,
    ...MARGINS,
    x: {
      domain: [least - pad, most + pad],
      ticks: [...new Set(doses)].sort((a, b) => a - b),
      tickFormat: String,
      label: 'strength λ',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    y: { ...y, labelArrow: 'none', labelAnchor: 'center' },
    marks: [
      gridY(ticks, { stroke: '#000000', strokeOpacity: 0.12 }),
      ...(panel.below as never[]),
      ...lines.flatMap(({ layer, strengths, style: { colour, symbol } }) => {
        const own = strengths.filter((each) => value(each) !== null);
        return [
          line(own, { x: 'strength', y: value, stroke: colour, strokeWidth: 1.5 }),
          ruleX(
            own.filter((each) => interval(each) !== null),
            {
              x: 'strength',
              y1: (each: StrengthResult) => interval(each)![0],
              y2: (each: StrengthResult) => interval(each)![1],
              stroke: colour,
              strokeOpacity: 0.45,
            },
          ),
          dot(own, {
            x: 'strength',
            y: value,
            r: 3.6,
            symbol,
            stroke: colour,
            fill: ({ kl32 }: StrengthResult) => (isWithinBudget(kl32) ? colour : '#ffffff'),
            title: ({ strength, success, kl32 }: StrengthResult) =>
              `layer ${layer}, λ ${formatAsGiven(strength)}: ${formatRate(success)}, KL32 ${formatNumber(kl32.value)}`,
          }),
        ];
      }),
    ],
  });
}
