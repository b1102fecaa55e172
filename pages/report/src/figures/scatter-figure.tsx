import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { PageScatter, ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatNumber } from '../../../../src/wording/format-number.ts';
import { formatPercent } from '../../../../src/wording/format-percent.ts';
import { XAxis, YAxis } from '../chart/axes.tsx';
import { type Ellipse, ellipseOf } from '../chart/ellipse-of.ts';
import { Frame } from '../chart/frame.tsx';
import { type Point, pointsOf } from '../chart/points-of.ts';
import { FigureCard } from '../parts/figure-card.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { useSelection } from '../state/use-selection.ts';

const LEFT = 58;
const STATES = ['before', 'arrows', 'after'] as const;
type State = (typeof STATES)[number];

/** Both classes at the chosen layer, and where the transport carries the harmful one. */
export function ScatterFigure({ data }: { readonly data: ReportPage }): VNode {
  const { selection } = useSelection();
  const [state, setState] = useState<State>('arrows');
  const { scatters } = data;
  const wanted = selection.layer ?? data.controls.peak;
  const scatter = scatters.find(({ layer }) => layer === wanted) ?? scatters[scatters.length - 1];
  const elsewhere = selection.layer !== null && scatter.layer !== selection.layer;
  const shares = scatter.explained.slice(0, 2).map((share) => formatPercent(share));
  return (
    <FigureCard
      name="scatter"
      title={`What optimal transport moves at layer ${scatter.layer}: ${scatter.forbidden.length / 2} harmful and ${scatter.harmless.length / 2} harmless fit prompts`}
      controls={
        <>
          <Segmented name="Harmful prompts" options={STATES} value={state} choose={setState} />
          <ClassKey />
          {elsewhere && (
            <span role="status">
              Layer {selection.layer} holds no such points; layer {scatter.layer} is shown.
            </span>
          )}
        </>
      }
      caption={
        <>
          Last prompt token, pooled principal coordinates at layer {scatter.layer} of 0–
          {data.model.layers - 1}; they hold {shares.join(' and ')} of the variance. K = {scatter.rank}:{' '}
          {scatter.rank === 1 ? 'only the first coordinate moves' : 'both coordinates move'}. Ellipses hold
          95% of a Gaussian with each class’s mean and covariance.
        </>
      }
      table={{
        columns: ['class', 'x', 'y', 'x_transported', 'y_transported'],
        rows: [
          ...pointsOf(scatter.forbidden).map(([x, y], i) => [
            'harmful',
            x,
            y,
            scatter.transported[2 * i],
            scatter.transported[2 * i + 1],
          ]),
          ...pointsOf(scatter.harmless).map(([x, y]) => ['harmless', x, y, null, null]),
        ],
      }}
    >
      {(width) => <Drawing scatter={scatter} width={Math.min(width, 860)} state={state} />}
    </FigureCard>
  );
}

function ClassKey(): VNode {
  return (
    <span class="class-key">
      {(['harmless', 'harmful'] as const).map((name) => (
        <span key={name}>
          <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
            <circle class={`cloud ${name === 'harmful' ? 'forbidden' : name}`} r="4.5" />
          </svg>
          {name}
        </span>
      ))}
    </span>
  );
}

function Drawing({
  scatter,
  width,
  state,
}: {
  readonly scatter: PageScatter;
  readonly width: number;
  readonly state: State;
}): VNode {
  const height = Math.round(Math.min(480, Math.max(320, width * 0.62)));
  const clouds = {
    forbidden: pointsOf(scatter.forbidden),
    harmless: pointsOf(scatter.harmless),
    transported: pointsOf(scatter.transported),
  };
  const all = Object.values(clouds).flatMap((cloud) => [...cloud, ...cornersOf(cloud)]);
  const [right, bottom, top] = [width - 10, height - 46, 30];
  const x = scaleLinear()
    .domain(padded(all.map(([at]) => at)))
    .nice()
    .range([LEFT, right]);
  const y = scaleLinear()
    .domain(padded(all.map(([, at]) => at)))
    .nice()
    .range([bottom, top]);
  const place = ([px, py]: Point): Point => [x(px), y(py)];
  const moved = (state === 'after' ? clouds.transported : clouds.forbidden).map(place);
  const harmless = clouds.harmless.map(place);
  const arrows =
    state === 'arrows' ? clouds.forbidden.map((from, i) => [place(from), place(clouds.transported[i])]) : [];
  const ellipses: [string, Ellipse | null][] = [
    ['harmless', ellipseOf(harmless)],
    ['harmful', ellipseOf(moved)],
    ...(state === 'arrows'
      ? ([['harmful transported', ellipseOf(clouds.transported.map(place))]] as [string, Ellipse | null][])
      : []),
  ];
  const gap = distance(clouds.forbidden, clouds.harmless);
  const gapAfter = distance(clouds.transported, clouds.harmless);
  return (
    <Frame
      width={width}
      height={height}
      label={`Distance between class means: ${formatNumber(gap)} before the transport, ${formatNumber(gapAfter)} after it; ${clouds.forbidden.length} harmful and ${clouds.harmless.length} harmless prompts at layer ${scatter.layer}.`}
      picture
    >
      <YAxis
        scale={y}
        ticks={y.ticks(5)}
        label="coordinate 2, residual-stream units"
        top={top}
        left={LEFT}
        right={right}
      />
      <XAxis
        scale={x}
        ticks={x.ticks(Math.max(3, Math.floor(width / 110)))}
        label="coordinate 1, residual-stream units"
        top={top}
        bottom={bottom}
        left={LEFT}
        right={right}
      />
      {harmless.map(([cx, cy], i) => (
        <circle key={i} class="cloud harmless" cx={cx.toFixed(1)} cy={cy.toFixed(1)} r="3" />
      ))}
      {arrows.map(([[x1, y1], [x2, y2]], i) => (
        <line
          key={i}
          class="arrow"
          x1={x1.toFixed(1)}
          y1={y1.toFixed(1)}
          x2={x2.toFixed(1)}
          y2={y2.toFixed(1)}
        />
      ))}
      {arrows.map(([, [cx, cy]], i) => (
        <circle key={i} class="cloud landed" cx={cx.toFixed(1)} cy={cy.toFixed(1)} r="2" />
      ))}
      {moved.map(([cx, cy], i) => (
        <circle key={i} class="cloud forbidden moving" cx={cx.toFixed(1)} cy={cy.toFixed(1)} r="3" />
      ))}
      {ellipses.map(([name, ellipse]) =>
        ellipse === null ? null : (
          <g
            key={name}
            class={`ellipse ${name}`}
            transform={`translate(${ellipse.x.toFixed(1)},${ellipse.y.toFixed(1)}) rotate(${ellipse.degrees.toFixed(2)})`}
          >
            <ellipse rx={ellipse.rx.toFixed(1)} ry={ellipse.ry.toFixed(1)} />
            <path class="mean" d="M-5,0H5M0,-5V5" transform={`rotate(${(-ellipse.degrees).toFixed(2)})`} />
          </g>
        ),
      )}
      <text class="note" x={right} y={top - 12} text-anchor="end">
        means {formatNumber(state === 'after' ? gapAfter : gap)} apart
        {state === 'arrows' ? `, then ${formatNumber(gapAfter)}` : ''}
      </text>
    </Frame>
  );
}

function distance(a: readonly Point[], b: readonly Point[]): number {
  const mean = (points: readonly Point[], axis: 0 | 1): number =>
    points.reduce((sum, point) => sum + point[axis], 0) / Math.max(1, points.length);
  return Math.hypot(mean(a, 0) - mean(b, 0), mean(a, 1) - mean(b, 1));
}

/** What the ellipse of a cloud reaches to. */
function cornersOf(cloud: readonly Point[]): Point[] {
  const ellipse = ellipseOf(cloud);
  if (ellipse === null) return [];
  const turn = (ellipse.degrees * Math.PI) / 180;
  const across = Math.hypot(ellipse.rx * Math.cos(turn), ellipse.ry * Math.sin(turn));
  const up = Math.hypot(ellipse.rx * Math.sin(turn), ellipse.ry * Math.cos(turn));
  return [
    [ellipse.x - across, ellipse.y - up],
    [ellipse.x + across, ellipse.y + up],
  ];
}

function padded(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = high > low ? 0.02 * (high - low) : 1;
  return [low - pad, high + pad];
}
