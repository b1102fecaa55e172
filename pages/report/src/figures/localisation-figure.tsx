import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { VNode } from 'preact';
import type { PageArm, PageSeries, ReportPage } from '../../../../src/report/page/page-data.ts';
import { YAxis } from '../chart/axes.tsx';
import { damageScale } from '../chart/damage-scale.ts';
import { DepthAxis } from '../chart/depth-axis.tsx';
import { depthScale } from '../chart/depth-scale.ts';
import { Frame } from '../chart/frame.tsx';
import { LayerColumns } from '../chart/layer-columns.tsx';
import { type Mark, Marks } from '../chart/marks.tsx';
import { MethodSymbol } from '../chart/method-symbol.tsx';
import { SuccessAxis } from '../chart/success-axis.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { LineSwitches } from '../parts/line-switches.tsx';
import { useMethodStyles } from '../state/method-styles.ts';
import { useSelection } from '../state/use-selection.ts';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import { formatPageRate } from '../text/format-page-rate.ts';
import { shareOf } from '../text/share-of.ts';
import { CONTROL_LINES, type ControlLine, controlSwitches } from './control-lines.tsx';
import { localisationTable } from './localisation-table.ts';

const LEFT = 46;
const SUCCESS = { top: 30, bottom: 300 };
const DAMAGE = { top: 352, bottom: 460 };
const HEIGHT = 519;

/** Success and damage of single-layer arms over depth, beside what the same displacement does at random. */
export function LocalisationFigure({ data }: { readonly data: ReportPage }): VNode {
  const { selection, select, openArm } = useSelection();
  const own = data.series.filter(({ shown }) => shown).map(({ label }) => label);
  const shown = new Set(selection.lines ?? [...own, ...CONTROL_LINES.slice(0, 1).map(({ label }) => label)]);
  const arms = new Map(data.arms.map((arm) => [arm.id, arm]));
  const series = data.series.filter(({ label }) => shown.has(label));
  const controls = CONTROL_LINES.filter(({ label }) => shown.has(label));
  const toggle = (label: string): void =>
    select({
      lines: shown.has(label) ? [...shown].filter((each) => each !== label) : [...shown, label],
    });
  return (
    <FigureCard
      name="localisation"
      title={`Attack success and damage by depth, n = ${data.arms[0].success[1]} harmful requests`}
      controls={
        <>
          <LineSwitches
            name="Lines of the figure"
            lines={data.series.map(({ label, method, rank }) => ({
              label,
              method,
              rank,
              on: shown.has(label),
            }))}
            toggle={toggle}
          />
          {data.controls.layers.length > 0 && (
            <LineSwitches
              name="Controls in the figure"
              lines={controlSwitches(data.controls, shown)}
              toggle={toggle}
            />
          )}
        </>
      }
      caption={
        <>
          Above: {data.answers} to harmful requests, coherent ones only, with 95% intervals; filled marks lie
          within the damage budget of {data.budget} nats per token, hollow ones beyond it. Below: damage,
          KL32. An arm stands at the depth of its site: (l + 1)/
          {data.model.layers} at the output of block l, l/{data.model.layers} at its input. Shaded: the depths
          of 40–60% that the paper names.{' '}
          {series.some(({ everywhere }) => everywhere) &&
            'Dashed: the direction is read at that layer and removed at all of them. '}
          {data.controls.rank !== null &&
            `Controls are of pca-ot at K = ${data.controls.rank}; the grey band is the range of its random displacements.`}
        </>
      }
      table={localisationTable(data, arms)}
    >
      {(width) => (
        <Drawing
          {...{ data, width, arms, series, controls, openArm }}
          layer={selection.layer}
          chooseLayer={(layer) => select({ layer })}
        />
      )}
    </FigureCard>
  );
}

function Drawing(props: {
  readonly data: ReportPage;
  readonly width: number;
  readonly arms: ReadonlyMap<string, PageArm>;
  readonly series: readonly PageSeries[];
  readonly controls: readonly ControlLine[];
  readonly layer: number | null;
  readonly chooseLayer: (layer: number) => void;
  readonly openArm: (arm: PageArm) => void;
}): VNode {
  const { data, width, arms, series, controls, layer, chooseLayer, openArm } = props;
  const styleOf = useMethodStyles();
  const { layers } = data.model;
  const right = width - 8;
  const axis = depthScale(layers, LEFT, right);
  const success = scaleLinear().domain([0, 1]).range([SUCCESS.bottom, SUCCESS.top]);
  const lines = series.map((each) => ({
    ...each,
    arms: each.armIds.map((id) => arms.get(id)!).filter(({ depth }) => depth !== null),
  }));
  const damage = damageScale(
    lines.flatMap((each) => each.arms.map((arm) => arm.damage[0] ?? Number.NaN)),
    [DAMAGE.bottom, DAMAGE.top],
  );
  const claimed = data.claimed.map(axis.x);
  const marks = (panel: string, y: (arm: PageArm) => number | null, say: (arm: PageArm) => string): Mark[] =>
    lines.flatMap((each, row) =>
      each.arms.flatMap((arm): Mark[] => {
        const at = y(arm);
        if (at === null) return [];
        return [
          {
            key: `${panel} ${arm.id}`,
            x: axis.x(arm.depth!),
            y: at,
            row,
            label: `${arm.id}: ${say(arm)}`,
            selected: arm.layer === layer,
            choose: () => openArm(arm),
            shape: <MethodSymbol method={arm.method} rank={arm.rank} hollow={!arm.intact} />,
          },
        ];
      }),
    );
  const path = (points: readonly (readonly [number, number | null])[]): string =>
    line<readonly [number, number | null]>(
      ([x]) => x,
      ([, y]) => y!,
    ).defined(([, y]) => y !== null)(points) ?? '';
  const rateAt = (arm: PageArm): number | null => {
    const share = shareOf(arm.success);
    return share === null ? null : success(share);
  };
  const damageAt = ({ damage: [value] }: PageArm): number | null =>
    value === null ? null : damage.at(value);
  return (
    <Frame width={width} height={HEIGHT} label="Attack success and damage over depth">
      {[SUCCESS, DAMAGE].map(({ top, bottom }) => (
        <rect
          key={top}
          class="claimed"
          x={claimed[0]}
          y={top}
          width={claimed[1] - claimed[0]}
          height={bottom - top}
        />
      ))}
      <SuccessAxis scale={success} top={SUCCESS.top} left={LEFT} right={right} />
      <YAxis
        scale={damage.at}
        ticks={damage.ticks}
        label={`damage, nats per token; dotted: ${width < 400 ? '' : 'the budget of '}${data.budget}`}
        top={DAMAGE.top}
        left={LEFT}
        right={right}
      />
      <DepthAxis scale={axis} layers={layers} bottom={DAMAGE.bottom} left={LEFT} right={right} />
      <line class="budget" x1={LEFT} x2={right} y1={damage.at(data.budget)} y2={damage.at(data.budget)} />
      <LayerColumns
        axis={axis.blocks}
        layers={layers}
        top={SUCCESS.top}
        bottom={DAMAGE.bottom}
        selected={layer}
        choose={chooseLayer}
      />
      {controls.map((control) => control.draw(data.controls, axis.x, success))}
      {lines.map((each) => (
        <g key={each.label} class="series" style={styleOf(each.method, each.rank).style}>
          {each.arms.map(({ id, depth: at, success: [, , low, high] }) =>
            low === null || high === null ? null : (
              <line
                key={id}
                class="whisker"
                x1={axis.x(at!)}
                x2={axis.x(at!)}
                y1={success(low)}
                y2={success(high)}
              />
            ),
          )}
          {[rateAt, damageAt].map((y, i) => (
            <path
              key={i}
              class={each.everywhere ? 'line everywhere' : 'line'}
              d={path(each.arms.map((arm) => [axis.x(arm.depth!), y(arm)]))}
            />
          ))}
        </g>
      ))}
      <Marks
        name="Attack success by layer"
        marks={marks('success', rateAt, (arm) => `success ${formatPageRate(arm.success)}`)}
      />
      <Marks
        name="Damage by layer"
        marks={marks('damage', damageAt, (arm) => `damage ${formatPageEstimate(arm.damage)}`)}
      />
    </Frame>
  );
}
