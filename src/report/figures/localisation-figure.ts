import { DAMAGE_BUDGET, isWithinBudget } from '../../metrics/damage-budget.ts';
import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { formatLayers } from '../../wording/format-layers.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatRate } from '../../wording/format-rate.ts';
import { answerWords } from '../answer-words.ts';
import { findArm } from '../find-arm.ts';
import { controlsPanel, controlsPanelHeight } from './controls-panel.ts';
import { legendColumn, legendHeight } from './legend-column.ts';
import { localisationLegend } from './localisation-legend.ts';
import { type DepthPoint, damagePanel, successPanel } from './localisation-panels.ts';
import { type LocalisationSeries, localisationSeries } from './localisation-series.ts';
import { methodStyle } from './method-style.ts';
import { headingHeight, svgDocument } from './svg-document.ts';

const WIDTH = 1120;
const PANELS_HEIGHT = 665;
const LEGEND_TOP = 28;
const PLOT_WIDTH = 850;

/**
 * SVG: where in the network refusal gives way and whether the model survives. Above: ASR on the test split
 * against depth with Wilson 95% intervals; below: damage KL32 (log scale). An arm over the budget is hollow. Where the run has
 * controls, a third panel shows pca-ot against them.
 */
export async function localisationFigure(results: Results): Promise<string> {
  const series = localisationSeries(results);
  const { answers } = answerWords(results);
  const { forbidden, kl32 } = findArm(results, 'baseline').test;
  const subtitle = `${finding(results)} ASR: ${answers} on the test split, one arm a point, bars: 95% Wilson intervals; damage over n = ${kl32.n} harmless prompts. Depth of a block's output: (l + 1)/${results.model.layers}; of its input: l/${results.model.layers}.`;
  const title = `Where refusal gives way in ${subjectName(results)}: attack success by depth, n = ${forbidden.exact.n} harmful prompts`;
  const top = headingHeight({ width: WIDTH, title, subtitle });
  const layout = { left: 8, width: PLOT_WIDTH, layers: results.model.layers };
  const points = series.flatMap((line, i) =>
    depthPoints(line, results, i - (series.length - 1) / 2, { ...layout, count: series.length }),
  );
  const success = await successPanel({
    ...layout,
    top,
    height: 370,
    points,
    baseline: forbidden.exact,
    answers,
  });
  const damage = await damagePanel({ ...layout, top: top + 385, height: 265, points });
  const legend = localisationLegend(series, results.protocol);
  const bottom = top + Math.max(PANELS_HEIGHT, LEGEND_TOP + legendHeight(legend));
  const controlsHeight = controlsPanelHeight(results);
  const legendLeft = PLOT_WIDTH + 15;
  return svgDocument({
    width: WIDTH,
    height: bottom + controlsHeight,
    title,
    subtitle,
    children: [
      success,
      damage,
      await legendColumn(legend, { left: legendLeft, top: top + LEGEND_TOP }),
      ...(controlsHeight > 0
        ? [await controlsPanel(results, { left: 8, top: bottom, width: PLOT_WIDTH, legendLeft })]
        : []),
    ],
  });
}

/** Series beside each other: a step of at most 6 px, all of them within 70% of the distance between layers. */
function depthPoints(
  { label, method, rank, arms }: LocalisationSeries,
  { protocol }: Results,
  place: number,
  { width, layers, count }: { width: number; layers: number; count: number },
): DepthPoint[] {
  const step = Math.min(6, (0.7 * (width - 160)) / layers / count);
  return arms.map((arm) => {
    const { exact } = arm.test.forbidden;
    return {
      series: label,
      style: methodStyle(method, rank, protocol),
      shift: Number((place * step).toFixed(2)),
      depth: arm.depth!,
      success: exact.rate,
      successInterval: exact.interval,
      damage: arm.test.kl32.value,
      damageInterval: arm.test.kl32.interval,
      intact: isWithinBudget(arm.test.kl32),
      title: `${arm.id}: ASR ${formatRate(exact)}, KL32 ${formatNumber(arm.test.kl32.value)}`,
    };
  });
}

function finding({ verdict, model }: Results): string {
  if (!verdict.refuses)
    return 'The unattacked model does not refuse these prompts: there is nothing to break.';
  const broken = Object.entries(verdict.brokenAt).filter(([, layers]) => layers.length > 0);
  if (broken.length === 0) return `No layer broken within the damage budget of ${DAMAGE_BUDGET}.`;
  const places = broken.map(
    ([method, layers]) => `${method} at layer${layers.length > 1 ? 's' : ''} ${formatLayers(layers)}`,
  );
  return `Broken with the model intact (KL32 ≤ ${DAMAGE_BUDGET}): ${places.join('; ')} of 0–${model.layers - 1}.`;
}
