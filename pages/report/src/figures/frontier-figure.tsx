import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { PageArm, ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatPercent } from '../../../../src/wording/format-percent.ts';
import { XAxis } from '../chart/axes.tsx';
import { damageScale } from '../chart/damage-scale.ts';
import { Frame } from '../chart/frame.tsx';
import { type Mark, Marks } from '../chart/marks.tsx';
import { MethodSymbol } from '../chart/method-symbol.tsx';
import { PointLabels } from '../chart/point-labels.tsx';
import { SuccessAxis } from '../chart/success-axis.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { LineSwitches } from '../parts/line-switches.tsx';
import { useMethodStyles } from '../state/method-styles.ts';
import { useSelection } from '../state/use-selection.ts';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import { formatPageRate } from '../text/format-page-rate.ts';
import { shareOf } from '../text/share-of.ts';

const LEFT = 46;
const TOP = 30;
const BOTTOM = 380;
/** px below which there is room for one name. */
const NARROW = 560;

/** What every arm gets on the test prompts for the damage that it does there. */
export function FrontierFigure({ data }: { readonly data: ReportPage }): VNode {
  const { selection, openArm } = useSelection();
  const styleOf = useMethodStyles();
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const methods = [...new Set(data.arms.map(({ method }) => method))];
  const drawn = data.arms.filter(({ method, damage: [value] }) => value !== null && !hidden.includes(method));
  const toggle = (method: string): void =>
    setHidden(hidden.includes(method) ? hidden.filter((each) => each !== method) : [...hidden, method]);
  return (
    <FigureCard
      name="frontier"
      title={`What breaking refusal costs: ${drawn.length} arms, n = ${data.arms[0].success[1]} harmful requests`}
      controls={
        <LineSwitches
          name="Methods in the figure"
          lines={methods.map((method) => ({
            label: method,
            method,
            rank: null,
            on: !hidden.includes(method),
          }))}
          toggle={toggle}
        />
      }
      caption={`Both axes on the test split; an attacker wants the upper left. Broken line: the damage budget. Arms without damage are at the left edge. Large, with bars and named: arms chosen by their method’s selection. When a layer is selected, arms at other layers are faint.`}
      table={{
        columns: [
          'arm',
          'method',
          'success_k',
          'n',
          'success',
          'damage',
          'damage_low',
          'damage_high',
          'chosen',
        ],
        rows: drawn.map((arm) => [
          arm.id,
          arm.method,
          arm.success[0],
          arm.success[1],
          shareOf(arm.success),
          arm.damage[0],
          arm.damage[2],
          arm.damage[3],
          arm.chosen,
        ]),
      }}
    >
      {(width) => {
        const right = width - 10;
        const y = scaleLinear().domain([0, 1]).range([BOTTOM, TOP]);
        const x = damageScale(
          data.arms.map(({ damage: [value] }) => value ?? Number.NaN),
          [LEFT, right],
        );
        const placed = drawn.flatMap((arm): { arm: PageArm; at: number; share: number }[] => {
          const share = shareOf(arm.success);
          return share === null ? [] : [{ arm, at: x.at(arm.damage[0]!), share }];
        });
        // Chosen arms last, so that they lie on top.
        placed.sort((a, b) => Number(a.arm.chosen) - Number(b.arm.chosen));
        const marks = placed.map(
          ({ arm, at, share }): Mark => ({
            key: arm.id,
            x: at,
            y: y(share),
            row: methods.indexOf(arm.method),
            label: `${arm.id}: success ${formatPageRate(arm.success)}, damage ${formatPageEstimate(arm.damage)}`,
            selected: arm.id === selection.arm,
            choose: () => openArm(arm),
            shape: (
              <g
                class={
                  selection.layer !== null && !arm.layers.includes(selection.layer) ? 'faint' : undefined
                }
              >
                {arm.chosen && arm.success[2] !== null && arm.success[3] !== null && (
                  <line
                    class="whisker"
                    style={styleOf(arm.method, arm.rank).style}
                    y1={y(arm.success[2]) - y(share)}
                    y2={y(arm.success[3]) - y(share)}
                  />
                )}
                <MethodSymbol
                  method={arm.method}
                  rank={arm.rank}
                  hollow={!arm.intact}
                  size={arm.chosen ? 90 : 36}
                />
              </g>
            ),
          }),
        );
        return (
          <Frame width={width} height={BOTTOM + 44} label="Attack success against damage">
            <SuccessAxis scale={y} top={TOP} left={LEFT} right={right} />
            <XAxis
              scale={x.at}
              ticks={x.ticks}
              label={
                width < NARROW ? 'damage KL32, nats per token' : 'damage KL32, nats per token, test split'
              }
              top={TOP}
              bottom={BOTTOM}
              left={LEFT}
              right={right}
              grid
            />
            <line class="budget" x1={x.at(data.budget)} x2={x.at(data.budget)} y1={TOP} y2={BOTTOM} />
            <Marks name="Arms" marks={marks} />
            <PointLabels
              anchors={placed
                .filter(({ arm }) => (width < NARROW ? arm.id === data.strongest : arm.chosen))
                .map(({ arm, at, share }) => ({
                  x: at,
                  y: y(share),
                  text: `${arm.id} ${formatPercent(share)}`,
                }))}
              obstacles={placed.map(({ at, share }) => ({ x: at, y: y(share) }))}
              frame={{ left: LEFT, right, top: TOP - 8, bottom: BOTTOM }}
            />
          </Frame>
        );
      }}
    </FigureCard>
  );
}
