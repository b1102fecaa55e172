import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { VNode } from 'preact';
import type { PageStrengths, ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatAsGiven } from '../../../../src/wording/format-as-given.ts';
import { XAxis, YAxis } from '../chart/axes.tsx';
import { damageScale } from '../chart/damage-scale.ts';
import { Frame } from '../chart/frame.tsx';
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

const LEFT = 46;
const SUCCESS = { top: 30, bottom: 220 };
const DAMAGE = { top: 268, bottom: 370 };

/** pca-ot at the chosen layer over its strength. */
export function DoseFigure({ data }: { readonly data: ReportPage }): VNode {
  const { selection, select } = useSelection();
  const layers = [...new Set(data.strengths.map(({ layer }) => layer))];
  const wanted = selection.layer ?? data.controls.peak ?? layers[0];
  const layer = layers.reduce((best, each) =>
    Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best,
  );
  const lines = data.strengths.filter((each) => each.layer === layer).map((each) => fromNothing(each, data));
  return (
    <FigureCard
      name="dose-response"
      title={`Dose and response of pca-ot at layer ${layer}, n = ${data.arms[0].success[1]} harmful requests`}
      controls={
        <LineSwitches
          name="Layers with several strengths"
          lines={layers.map((each) => ({
            label: `layer ${each}`,
            method: 'pca-ot',
            rank: null,
            on: each === layer,
          }))}
          toggle={(label) => select({ layer: Number(label.slice(6)) })}
        />
      }
      caption={
        <>
          Strength λ of (1 − λ)x + λT(x): 1 is the transport itself, 0 the unattacked model. K ={' '}
          {lines.map(({ rank }) => rank).join(' and ')}
          {lines.length > 1 ? ', the larger in the lighter blue' : ''}. Hollow: beyond the damage budget.
          {layer !== wanted && ` Layer ${wanted} was measured at one strength only; the nearest is shown.`}
        </>
      }
      table={{
        columns: [
          'layer',
          'K',
          'strength',
          'success',
          'success_low',
          'success_high',
          'damage',
          'damage_low',
          'damage_high',
          'harmless_right',
        ],
        rows: data.strengths.flatMap(({ layer: at, rank, points }) =>
          points.map(({ strength, success, damage, harmless }) => [
            at,
            rank,
            strength,
            shareOf(success),
            success[2],
            success[3],
            damage[0],
            damage[2],
            damage[3],
            shareOf(harmless),
          ]),
        ),
      }}
    >
      {(width) => <Drawing width={Math.min(width, 860)} lines={lines} budget={data.budget} />}
    </FigureCard>
  );
}

/** From λ = 0 on, where the map is the identity: the unattacked model. */
function fromNothing(line: PageStrengths, { arms }: ReportPage): PageStrengths {
  const unattacked = arms.find(({ id }) => id === 'baseline');
  if (!unattacked || line.points.some(({ strength }) => strength <= 0)) return line;
  const { success, damage, harmless } = unattacked;
  return { ...line, points: [{ strength: 0, success, damage, harmless }, ...line.points] };
}

function Drawing({
  width,
  lines,
  budget,
}: {
  readonly width: number;
  readonly lines: readonly PageStrengths[];
  readonly budget: number;
}): VNode {
  const styleOf = useMethodStyles();
  const right = width - 14;
  const strengths = [...new Set(lines.flatMap(({ points }) => points.map(({ strength }) => strength)))].sort(
    (a, b) => a - b,
  );
  const x = scaleLinear()
    .domain([Math.min(0, ...strengths), Math.max(...strengths)])
    .range([LEFT + 8, right]);
  const y = scaleLinear().domain([0, 1]).range([SUCCESS.bottom, SUCCESS.top]);
  const damage = damageScale(
    lines.flatMap(({ points }) => points.map((point) => point.damage[0] ?? Number.NaN)),
    [DAMAGE.bottom, DAMAGE.top],
  );
  type Dose = PageStrengths['points'][number];
  const panels = [
    {
      name: 'Attack success by strength',
      y: (point: Dose) => {
        const share = shareOf(point.success);
        return share === null ? null : y(share);
      },
      say: (point: Dose) => `success ${formatPageRate(point.success)}`,
    },
    {
      name: 'Damage by strength',
      y: ({ damage: [value] }: Dose) => (value === null ? null : damage.at(value)),
      say: (point: Dose) => `damage ${formatPageEstimate(point.damage)}`,
    },
  ];
  return (
    <Frame width={width} height={DAMAGE.bottom + 44} label="Attack success and damage over strength">
      <SuccessAxis scale={y} top={SUCCESS.top} left={LEFT} right={right} />
      <YAxis
        scale={damage.at}
        ticks={damage.ticks}
        label={`damage, nats per token; dotted: ${width < 400 ? '' : 'the budget of '}${budget}`}
        top={DAMAGE.top}
        left={LEFT}
        right={right}
      />
      <XAxis
        scale={x}
        ticks={strengths}
        label="strength λ"
        top={DAMAGE.top}
        bottom={DAMAGE.bottom}
        left={LEFT}
        right={right}
      />
      <line class="budget" x1={LEFT} x2={right} y1={damage.at(budget)} y2={damage.at(budget)} />
      {lines.map(({ rank, points }) => (
        <g key={rank} style={styleOf('pca-ot', rank).style}>
          {points.map(({ strength, success: [, , low, high] }) =>
            low === null || high === null ? null : (
              <line
                key={strength}
                class="whisker"
                x1={x(strength)}
                x2={x(strength)}
                y1={y(low)}
                y2={y(high)}
              />
            ),
          )}
          {panels.map((panel) => (
            <path
              key={panel.name}
              class="line"
              d={
                line<Dose>()
                  .defined((point) => panel.y(point) !== null)
                  .x(({ strength }) => x(strength))
                  .y((point) => panel.y(point)!)(points) ?? ''
              }
            />
          ))}
        </g>
      ))}
      {panels.map((panel) => (
        <Marks
          key={panel.name}
          name={panel.name}
          marks={lines.flatMap(({ rank, points }, row) =>
            points.flatMap((point): Mark[] => {
              const at = panel.y(point);
              if (at === null) return [];
              return [
                {
                  key: `${rank} ${point.strength}`,
                  x: x(point.strength),
                  y: at,
                  row,
                  label: `K = ${rank}, λ = ${formatAsGiven(point.strength)}: ${panel.say(point)}`,
                  shape: (
                    <MethodSymbol method="pca-ot" rank={rank} hollow={!((point.damage[0] ?? 9) <= budget)} />
                  ),
                },
              ];
            }),
          )}
        />
      ))}
    </Frame>
  );
}
