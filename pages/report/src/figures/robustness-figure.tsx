import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import type { PageRobustness, ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatNumber } from '../../../../src/wording/format-number.ts';
import { XAxis } from '../chart/axes.tsx';
import { damageScale } from '../chart/damage-scale.ts';
import { Frame } from '../chart/frame.tsx';
import { type Mark, Marks } from '../chart/marks.tsx';
import { SuccessAxis } from '../chart/success-axis.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { useSelection } from '../state/use-selection.ts';
import { formatPageRate } from '../text/format-page-rate.ts';
import { shareOf } from '../text/share-of.ts';

const LEFT = 46;
const TOP = 30;
const BOTTOM = 300;
/** The budgets that R integrates over, nats per token. */
const RANGE = [0.001, 1] as const;
const CLASSES = ['palette-1', 'palette-2'] as const;

/** The best of the attacks that the selection split picks, by the damage that they do on the test split. */
export function RobustnessFigure({ data }: { readonly data: ReportPage }): VNode {
  const { openArm, selection } = useSelection();
  const arms = new Map(data.arms.map((arm) => [arm.id, arm]));
  return (
    <FigureCard
      name="robustness"
      title={`Attack success by damage budget, n = ${data.arms[0].success[1]} harmful requests`}
      controls={
        <dl class="scores">
          {data.robustness.map(({ name, arms: count, within, score, halfDamage }, i) => (
            <div key={name} class={CLASSES[i]}>
              <dt>
                <svg width="24" height="10" viewBox="0 0 24 10" aria-hidden="true">
                  <path class={i === 0 ? 'line' : 'line everywhere'} d="M1,5H23" />
                </svg>
                {name}, {count} attacks
              </dt>
              <dd>
                success {within}; R {score}, D50 {halfDamage}
              </dd>
            </div>
          ))}
        </dl>
      }
      caption="An attacker tunes each family of attacks (the grid, each method) on the selection split and picks one arm of it for every budget there. A line shows the highest success among these picks within a damage; success and damage are those on the test split, as in the figure above; bands are 95% intervals of the picks. R is the area above the curve, over budgets from 0.001 to 1 on a logarithmic axis: 0 = always broken, 1 = never. D50 is the smallest budget at which half of the requests are answered."
      table={{
        columns: [
          'attacks',
          'arm',
          'damage',
          'damage_on_selection',
          'success_k',
          'n',
          'success',
          'success_low',
          'success_high',
        ],
        rows: data.robustness.flatMap(({ name, steps }) =>
          steps.map(({ armId, damage, selectionDamage, success }) => [
            name,
            armId,
            damage,
            selectionDamage,
            success[0],
            success[1],
            shareOf(success),
            success[2],
            success[3],
          ]),
        ),
      }}
    >
      {(width) => {
        const right = width - 10;
        const y = scaleLinear().domain([0, 1]).range([BOTTOM, TOP]);
        const x = damageScale(RANGE, [LEFT, right], 1);
        const start = x.at(RANGE[0]);
        const from = (damage: number): number => (damage > RANGE[0] ? x.at(damage) : start);
        const path = ({ steps }: PageRobustness): string =>
          steps
            .map(({ damage, success }, i) => {
              const level = y(shareOf(success) ?? 0).toFixed(1);
              return `${i === 0 ? 'M' : 'L'}${from(damage).toFixed(1)},${level}H${from(steps[i + 1]?.damage ?? 1).toFixed(1)}`;
            })
            .join('');
        const marks = data.robustness.flatMap(({ name, steps }, row) =>
          steps
            .filter(({ armId }) => armId !== 'identity')
            .map(
              ({ armId, damage, success }): Mark => ({
                key: `${name} ${armId}`,
                x: from(damage),
                y: y(shareOf(success) ?? 0),
                row,
                label: `${name}, from budget ${formatNumber(damage)}: ${armId}, success ${formatPageRate(success)}`,
                selected: selection.arm === armId,
                choose: () => openArm({ id: armId, layer: arms.get(armId)?.layer ?? null }),
                shape: <circle class={`symbol ${CLASSES[row]}`} r="3.4" />,
              }),
            ),
        );
        return (
          <Frame width={width} height={BOTTOM + 44} label="Attack success by damage budget">
            <SuccessAxis scale={y} top={TOP} left={LEFT} right={right} />
            <XAxis
              scale={x.at}
              ticks={[0.001, 0.01, 0.1, 1]}
              label={
                width < 400
                  ? 'damage budget, nats per token'
                  : 'damage budget: KL32 on the test split, nats per token'
              }
              top={TOP}
              bottom={BOTTOM}
              left={LEFT}
              right={right}
              grid
            />
            {data.robustness.map((set, i) => (
              <g key={set.name} class={CLASSES[i]}>
                {set.steps.map(({ armId, damage, success: [, , low, high] }, j) =>
                  low === null || high === null ? null : (
                    <rect
                      key={armId}
                      class="interval-band"
                      x={from(damage)}
                      y={y(high)}
                      width={Math.max(0, from(set.steps[j + 1]?.damage ?? 1) - from(damage))}
                      height={y(low) - y(high)}
                    />
                  ),
                )}
                <path class={i === 0 ? 'line' : 'line everywhere'} d={path(set)} />
              </g>
            ))}
            <Marks name="Attacks picked" marks={marks} />
          </Frame>
        );
      }}
    </FigureCard>
  );
}
