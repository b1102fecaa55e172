import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { PageArm, ReportPage } from '../../../../src/report/page/page-data.ts';
import { damageInCell, percentInCell } from '../../../../src/wording/in-cell.ts';
import { XAxis } from '../chart/axes.tsx';
import { Frame } from '../chart/frame.tsx';
import { layerAxis } from '../chart/layer-axis.ts';
import { type Mark, Marks } from '../chart/marks.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { useSelection } from '../state/use-selection.ts';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import { formatPageRate } from '../text/format-page-rate.ts';
import { shareOf } from '../text/share-of.ts';

interface Measure {
  readonly value: (arm: PageArm) => number | null;
  /** How dark, in [0, 1]. */
  readonly shade: (value: number) => number;
  readonly short: (value: number) => string;
  readonly say: (arm: PageArm) => string;
}

const MEASURES = {
  success: {
    value: ({ success }) => shareOf(success),
    shade: (share) => share,
    short: percentInCell,
    say: ({ success }) => `success ${formatPageRate(success)}`,
  },
  'harmless accuracy': {
    value: ({ harmless }) => shareOf(harmless),
    shade: (share) => share,
    short: percentInCell,
    say: ({ harmless }) => `harmless accuracy ${formatPageRate(harmless)}`,
  },
  damage: {
    value: ({ damage: [value] }) => value,
    // From a thousandth of a nat to ten.
    shade: (nats) => Math.min(1, Math.max(0, (Math.log10(Math.max(nats, 1e-9)) + 3) / 4)),
    short: damageInCell,
    say: ({ damage }) => `damage ${formatPageEstimate(damage)} nats per token`,
  },
} as const satisfies Record<string, Measure>;
type MeasureName = keyof typeof MEASURES;
const NAMES = Object.keys(MEASURES) as MeasureName[];
const ROW = 30;
const TOP = 8;

/** A row for each method and K, a column a layer: single-layer arms at a glance. */
export function HeatFigure({ data }: { readonly data: ReportPage }): VNode {
  const { selection, select } = useSelection();
  const [name, setName] = useState<MeasureName>('success');
  const measure: Measure = MEASURES[name];
  const rows = rowsOf(data.arms);
  return (
    <FigureCard
      name="heat-map"
      title={`Single-layer arms${data.stages ? ' that reached the test split' : ''}, by method and layer: n = ${data.arms[0].success[1]}`}
      controls={<Segmented name="Shade" options={NAMES} value={name} choose={setName} />}
      caption={`Cells show ${name === 'damage' ? 'nats per token (KL32)' : 'per cent'}${data.model.layers > 16 ? ' where there is room' : ''}. A dot marks cells beyond the damage budget of ${data.budget} nats per token.`}
      table={{
        columns: ['method', 'K', 'layer', 'arm', 'success', 'harmless_right', 'damage'],
        rows: rows.flatMap((row) =>
          row.arms.map((arm) => [
            arm.method,
            arm.rank,
            arm.layer,
            arm.id,
            shareOf(arm.success),
            shareOf(arm.harmless),
            arm.damage[0],
          ]),
        ),
      }}
    >
      {(width) => {
        const left = width < 560 ? 96 : 130;
        const right = width - 4;
        const axis = layerAxis(data.model.layers, left, right);
        const bottom = TOP + ROW * rows.length;
        const marks = rows.flatMap((row, r) =>
          row.arms.flatMap((arm): Mark[] => {
            const value = measure.value(arm);
            if (value === null) return [];
            return [
              {
                key: arm.id,
                x: axis.x(arm.layer!),
                y: TOP + ROW * (r + 0.5),
                row: r,
                label: `${arm.id}: ${measure.say(arm)}`,
                selected: arm.id === selection.arm,
                choose: () => select({ layer: arm.layer!, arm: arm.id }),
                shape: (
                  <>
                    <rect
                      class="cell"
                      x={-axis.step / 2 + 1}
                      y={-ROW / 2 + 1}
                      width={axis.step - 2}
                      height={ROW - 2}
                      style={{ '--shade': measure.shade(value).toFixed(3) }}
                    />
                    {axis.step >= 17 && (
                      <text
                        class={`cell-text ${axis.step < 24 ? 'small' : ''}`}
                        dy="0.34em"
                        text-anchor="middle"
                      >
                        {measure.short(value)}
                      </text>
                    )}
                    {!arm.intact && <circle class="beyond" cx={axis.step / 2 - 5} cy={-ROW / 2 + 6} r="2" />}
                  </>
                ),
              },
            ];
          }),
        );
        return (
          <Frame width={width} height={bottom + 42} label="Single-layer arms by method, K and layer">
            {rows.map(({ label }, r) => (
              <text
                key={label}
                class="tick"
                x={left - 8}
                y={TOP + ROW * (r + 0.5)}
                dy="0.34em"
                text-anchor="end"
              >
                {label}
              </text>
            ))}
            <XAxis
              scale={axis.x}
              ticks={axis.ticks}
              label={`layer, 0–${data.model.layers - 1}`}
              top={TOP}
              bottom={bottom}
              left={left}
              right={right}
            />
            <Marks name="Arms" marks={marks} />
            {selection.layer !== null && (
              <rect
                class="layer-outline"
                x={axis.x(selection.layer - 0.5)}
                y={TOP}
                width={axis.step}
                height={bottom - TOP}
              />
            )}
          </Frame>
        );
      }}
    </FigureCard>
  );
}

function rowsOf(arms: readonly PageArm[]): { readonly label: string; readonly arms: readonly PageArm[] }[] {
  const rows = new Map<string, PageArm[]>();
  for (const arm of arms) {
    if (arm.role !== 'layer' || arm.layer === null) continue;
    const label = arm.rank === null ? arm.method : `${arm.method} K=${arm.rank}`;
    rows.set(label, [...(rows.get(label) ?? []), arm]);
  }
  return [...rows].map(([label, found]) => ({ label, arms: found }));
}
