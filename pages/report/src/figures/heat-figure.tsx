import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { PageArm, ReportPage } from '../../../../src/report/page/page-data.ts';
import { XAxis } from '../chart/axes.tsx';
import { Frame } from '../chart/frame.tsx';
import { layerAxis } from '../chart/layer-axis.ts';
import { type Mark, Marks } from '../chart/marks.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { useSelection } from '../state/use-selection.ts';
import { shareOf } from '../text/share-of.ts';
import { HEAT_MEASURES, type HeatMeasure, type HeatMeasureName } from './heat-measures.ts';
import { heatRows } from './heat-rows.ts';
import { HeatScale } from './heat-scale.tsx';

const NAMES = Object.keys(HEAT_MEASURES) as HeatMeasureName[];
const ROW = 30;
/** Below the scale of shades. */
const TOP = 48;

/** A row for each method and K, a column for each layer: single-layer arms at a glance. */
export function HeatFigure({ data }: { readonly data: ReportPage }): VNode {
  const { selection, openArm } = useSelection();
  const [name, setName] = useState<HeatMeasureName>('success');
  const measure: HeatMeasure = HEAT_MEASURES[name];
  const rows = heatRows(data);
  const left = rows.some((row) => row.left.length > 0);
  return (
    <FigureCard
      name="heat-map"
      title={`${measure.title} by method and layer, n = ${measure.n(data.arms[0])}`}
      controls={<Segmented name="Shade" options={NAMES} value={name} choose={setName} />}
      caption={`Arms at one layer${left ? '; – an arm that left before the test split, and pressing it says why' : ''}. Cells show ${name === 'damage' ? 'nats per token (KL32)' : 'per cent'}${data.model.layers > 16 ? ' where there is room' : ''}. A dot marks cells beyond the damage budget of ${data.budget} nats per token.`}
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
        const start = width < 560 ? 96 : 130;
        const right = width - 4;
        const axis = layerAxis(data.model.layers, start, right);
        const bottom = TOP + ROW * rows.length;
        const place = (layer: number, row: number) => ({
          x: axis.x(layer),
          y: TOP + ROW * (row + 0.5),
          row,
        });
        const marks = rows.flatMap((row, r) => [
          ...row.arms.flatMap((arm): Mark[] => {
            const value = measure.value(arm);
            if (value === null) return [];
            return [
              {
                ...place(arm.layer!, r),
                key: arm.id,
                label: `${arm.id}: ${measure.say(arm)}`,
                selected: arm.id === selection.arm,
                choose: () => openArm(arm),
                shape: <Cell arm={arm} value={value} measure={measure} step={axis.step} />,
              },
            ];
          }),
          ...row.left.map(
            ({ id, layer, why }): Mark => ({
              ...place(layer, r),
              key: id,
              label: `${id}: ${why}`,
              selected: id === selection.arm,
              choose: () => openArm({ id, layer }),
              shape: (
                <>
                  <rect
                    class="cell left"
                    x={-axis.step / 2 + 1}
                    y={-ROW / 2 + 1}
                    width={axis.step - 2}
                    height={ROW - 2}
                  />
                  <text class="tick" dy="0.34em" text-anchor="middle">
                    –
                  </text>
                </>
              ),
            }),
          ),
        ]);
        return (
          <Frame width={width} height={bottom + 42} label={`${measure.title} by method, K and layer`}>
            <HeatScale measure={measure} left={start} right={right} budget={data.budget} gone={left} />
            {rows.map(({ label }, r) => (
              <text
                key={label}
                class="tick"
                x={start - 8}
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
              left={start}
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

function Cell(props: {
  readonly arm: PageArm;
  readonly value: number;
  readonly measure: HeatMeasure;
  /** px between two layers. */
  readonly step: number;
}): VNode {
  const { arm, value, measure, step } = props;
  return (
    <>
      <rect
        class="cell"
        x={-step / 2 + 1}
        y={-ROW / 2 + 1}
        width={step - 2}
        height={ROW - 2}
        style={{ '--shade': measure.shade(value).toFixed(3) }}
      />
      {step >= 17 && (
        <text class={`cell-text ${step < 24 ? 'small' : ''}`} dy="0.34em" text-anchor="middle">
          {measure.short(value)}
        </text>
      )}
      {!arm.intact && <circle class="beyond" cx={step / 2 - 5} cy={-ROW / 2 + 6} r="2" />}
    </>
  );
}
