import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { PageArm, ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatPercent } from '../../../../src/wording/format-percent.ts';
import { DepthAxis } from '../chart/depth-axis.tsx';
import { depthScale } from '../chart/depth-scale.ts';
import { Frame } from '../chart/frame.tsx';
import { MethodSymbol } from '../chart/method-symbol.tsx';
import { SuccessAxis } from '../chart/success-axis.tsx';
import { useWidth } from '../chart/use-width.ts';
import { useMethodStyles } from '../state/method-styles.ts';
import { shareOf } from '../text/share-of.ts';
import { CONTROL_LINES } from './control-lines.tsx';

const LEFT = 46;
const TOP = 30;
const NARROW = 560;
/** px; lower on a narrow screen, so that the first one holds it. */
const BOTTOMS = { wide: 196, narrow: 152 } as const;

type Point = readonly [x: number, share: number, low: number, high: number];

/** Success over depth of the winner's method and of pca-ot, with intervals and the band of random displacements; the winner is named. */
export function VerdictFigure({ data }: { readonly data: ReportPage }): VNode {
  const canvas = useRef<HTMLDivElement>(null);
  const width = useWidth(canvas);
  const styleOf = useMethodStyles();
  const arms = new Map(data.arms.map((arm) => [arm.id, arm]));
  const winner = arms.get(data.strongest!);
  const series = data.series.filter(
    ({ method, rank }) =>
      (method === winner?.method && (rank === winner.rank || rank === null)) ||
      (method === 'pca-ot' && rank === (data.controls.rank ?? 1)),
  );
  const right = width - 10;
  const bottom = width < NARROW ? BOTTOMS.narrow : BOTTOMS.wide;
  const axis = depthScale(data.model.layers, LEFT, right);
  const y = scaleLinear().domain([0, 1]).range([bottom, TOP]);
  const pointsOf = (ids: readonly string[]): Point[] =>
    ids.flatMap((id): Point[] => {
      const { depth, success } = arms.get(id) as PageArm;
      const share = shareOf(success);
      return depth === null || share === null
        ? []
        : [[axis.x(depth), share, success[2] ?? share, success[3] ?? share]];
    });
  const has = CONTROL_LINES[0].has;
  const controlled = data.controls.layers.some(has);
  const draws = data.controls.layers.flatMap(({ random }) => (random ? [random[0], random[2]] : []));
  const range = [Math.min(...draws), Math.max(...draws)].map((share) => formatPercent(share)).join(' to ');
  const named =
    winner?.depth == null
      ? ''
      : `${winner.id}${width < NARROW ? '' : `, ${data.titles[winner.method] ?? winner.method}`}: ${winner.success[0]} of ${winner.success[1]}`;
  const at = winner?.depth == null ? LEFT : axis.x(winner.depth);
  const keys = series.map(({ method, rank, label }) => ({
    label: `${label}${data.titles[method] ? `: ${data.titles[method]}` : ''}`,
    swatch: <MethodSymbol method={method} rank={rank} />,
  }));
  return (
    <div class="verdict" role="group" aria-labelledby="title-verdict">
      <p class="class-key" id="title-verdict">
        Attack success when one layer is steered, by depth; bands: 95% CI
      </p>
      <p class="class-key">
        {keys.map(({ label, swatch }) => (
          <span key={label}>
            <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
              {swatch}
            </svg>
            {label}
          </span>
        ))}
        {controlled && (
          <span>
            <svg width="16" height="10" viewBox="-8 -5 16 10" aria-hidden="true">
              {CONTROL_LINES[0].swatch}
            </svg>
            control: random displacements of the same size, {range}
          </span>
        )}
      </p>
      <div class="canvas" ref={canvas}>
        <Frame width={width} height={bottom + 58} label={`Attack success by depth. ${named}`} picture>
          <SuccessAxis scale={y} top={TOP} left={LEFT} right={right} />
          <DepthAxis
            scale={axis}
            layers={data.model.layers}
            bottom={bottom}
            left={LEFT}
            right={right}
            label="share of the network passed; below it the layer"
          />
          {controlled && CONTROL_LINES[0].draw(data.controls, axis.x, y)}
          {series.map(({ label, method, rank, armIds }) => {
            const points = pointsOf(armIds);
            return (
              <g key={label} class="series" style={styleOf(method, rank).style}>
                <path
                  class="ci"
                  d={
                    area<Point>()
                      .x(([x]) => x)
                      .y0(([, , low]) => y(low))
                      .y1(([, , , high]) => y(high))(points) ?? ''
                  }
                />
                <path
                  class="line"
                  d={
                    line<Point>()
                      .x(([x]) => x)
                      .y(([, share]) => y(share))(points) ?? ''
                  }
                />
                {points.map(([x, , low, high]) => (
                  <line key={`bar ${x}`} class="whisker" x1={x} x2={x} y1={y(low)} y2={y(high)} />
                ))}
                {points.map(([x, share]) => (
                  <g key={x} transform={`translate(${Math.round(x)},${Math.round(y(share))})`}>
                    <MethodSymbol method={method} rank={rank} size={28} />
                  </g>
                ))}
              </g>
            );
          })}
          {named !== '' && winner && (
            <text
              class="winner"
              x={Math.min(at, right)}
              y={y(shareOf(winner.success) ?? 0) - 11}
              text-anchor={at > (LEFT + right) / 2 ? 'end' : 'start'}
            >
              {named}
            </text>
          )}
        </Frame>
      </div>
    </div>
  );
}
