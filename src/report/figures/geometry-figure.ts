import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { type GeometryPanel, type GeometrySeries, geometryPanel } from './geometry-panel.ts';
import { headingHeight, svgDocument } from './svg-document.ts';

type Site = Results['geometry'][number];

const WIDTH = 1040;
const PANEL = { width: 510, height: 290 };
const BLUE = { colour: '#0072b2', symbol: 'circle' } as const;
const ORANGE = { colour: '#b5510a', symbol: 'triangle' } as const;
const one = (value: GeometrySeries['value']): GeometrySeries[] => [{ label: '', style: BLUE, value }];

const PANELS: readonly GeometryPanel[] = [
  {
    title: 'Do probes tell the classes apart? AUROC, held out',
    ticks: [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    rule: { at: 0.5, label: 'chance' },
    series: [
      {
        label: 'mean difference',
        style: BLUE,
        value: ({ probe }) => probe.meanDifference.value,
        interval: ({ probe }) => probe.meanDifference.interval,
      },
      {
        label: 'inside the subspace',
        style: ORANGE,
        value: ({ probe }) => probe.subspace.value,
        interval: ({ probe }) => probe.subspace.interval,
      },
    ],
  },
  {
    title: 'How much of the mean difference the subspace holds',
    ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
    series: one(({ capturedMeanShare }) => capturedMeanShare),
  },
  {
    title: 'Where zero lies: 0 harmless mean, 1 harmful mean',
    ticks: [-1, 0, 1, 2],
    rule: { at: 0, label: '' },
    series: one(({ zeroPosition }) => zeroPosition),
  },
  {
    title: 'Held-out W2² beyond chance, in units of tr Σ_S',
    type: 'symlog',
    ticks: [-0.1, 0, 0.1, 1, 10, 100],
    rule: { at: 0, label: '' },
    series: [
      { label: 'before', style: BLUE, value: (site) => relativeExcess(site, 'before') },
      { label: 'after the map', style: ORANGE, value: (site) => relativeExcess(site, 'after') },
    ],
  },
];

/** SVG: both classes at every layer as small multiples over depth. Null where the results hold no geometry. */
export async function geometryFigure(results: Results): Promise<string | null> {
  const { geometry } = results;
  if (geometry.length === 0) return null;
  const [{ rank, counts }] = geometry;
  const title = `Geometry of refusal in ${subjectName(results)}: n = ${counts.heldOutSource} harmful, ${counts.heldOutTarget} harmless held-out prompts`;
  const subtitle = `Output of each block at the last prompt token, K = ${rank}; maps and probes fitted on n = ${counts.fitSource} and ${counts.fitTarget} other prompts. Bars: 95% intervals. Arrows: beyond the axis. Shaded: the claimed 40–60% of the depth.`;
  const top = headingHeight({ width: WIDTH, title, subtitle });
  const panels = await Promise.all(
    PANELS.map((panel, i) =>
      geometryPanel(panel, geometry, {
        left: 4 + (i % 2) * (PANEL.width + 8),
        top: top + Math.floor(i / 2) * (PANEL.height + 14),
        ...PANEL,
        layers: results.model.layers,
      }),
    ),
  );
  return svgDocument({
    width: WIDTH,
    height: top + 2 * PANEL.height + 26,
    title,
    subtitle,
    children: panels,
  });
}

/** The excess over the total variance of the harmless class, so that layers of different scale compare. */
function relativeExcess({ heldOutDistance, target }: Site, when: 'before' | 'after'): number | null {
  return target.totalVariance > 0 ? heldOutDistance[when].excess / target.totalVariance : null;
}
