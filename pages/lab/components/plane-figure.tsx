import type { Cloud, Plane } from '../../../src/laboratory/plane.ts';
import { formatPercent } from '../../../src/wording/format-percent.ts';
import { axisTicks } from '../axis-ticks.ts';
import { ellipsePoints } from '../ellipse-points.ts';

const WIDTH = 640;
const HEIGHT = 420;
const MARGIN = { left: 52, right: 14, top: 14, bottom: 42 };

/** The activation plane: clouds of the fit prompts, and this prompt's activation before and after. */
export function PlaneFigure(props: {
  readonly plane: Plane;
  /** Index into the plane's paths, and step on it. */
  readonly along: number;
  readonly step: number;
}) {
  const { plane, along, step } = props;
  const { forbidden, harmless, moved, paths, explained } = plane;
  const { before, after } = paths[along];
  const at = Math.min(step, before.length / 2 - 1);
  const from = [before[2 * at], before[2 * at + 1]] as const;
  const to = [after[2 * at], after[2 * at + 1]] as const;
  const outlines = [forbidden, harmless, ...(moved ? [moved] : [])].map(({ moments }) =>
    ellipsePoints(moments),
  );
  const [x, y] = [0, 1].map((axis) => {
    const values = [
      ...[forbidden, harmless].flatMap(({ points }) => [...points].filter((_, i) => i % 2 === axis)),
      ...outlines.flat().map((point) => point[axis]),
      ...paths.flatMap((path) => [path.before[axis], path.after[axis]]),
      from[axis],
      to[axis],
    ];
    const low = Math.min(...values);
    const high = Math.max(...values);
    const pad = 0.05 * (high - low || 1);
    const [start, end] =
      axis === 0 ? [MARGIN.left, WIDTH - MARGIN.right] : [HEIGHT - MARGIN.bottom, MARGIN.top];
    const place = (value: number): number =>
      start + ((value - low + pad) / (high - low + 2 * pad)) * (end - start);
    return { place, ticks: axisTicks(low, high, axis === 0 ? 6 : 5) };
  });
  const path = (points: readonly (readonly [number, number])[]): string =>
    points
      .map((point, i) => `${i ? 'L' : 'M'}${x.place(point[0]).toFixed(1)},${y.place(point[1]).toFixed(1)}`)
      .join('');
  const dots = ({ points }: Cloud, name: string) =>
    Array.from({ length: points.length / 2 }, (_, i) => (
      <circle
        key={`${name}${i}`}
        class={`dot ${name}`}
        cx={x.place(points[2 * i])}
        cy={y.place(points[2 * i + 1])}
        r="2.6"
      />
    ));
  const [x1, y1, x2, y2] = [x.place(from[0]), y.place(from[1]), x.place(to[0]), y.place(to[1])];
  const length = Math.hypot(x2 - x1, y2 - y1);
  // The arrow ends at the rim of its target point.
  const end = length > 14 ? 1 - 8 / length : 1;
  const share = (index: number): string => formatPercent(explained[index]);
  return (
    <svg
      class="plane"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Plane of the first two principal components at ${plane.site}. ${descriptionOf(plane, from, to)}`}
    >
      <defs>
        <marker
          id="arrow-head"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0,0.5L7.5,4L0,7.5Z" class="arrow-head" />
        </marker>
      </defs>
      {x.ticks.map((tick) => (
        <g key={tick.value} class="tick">
          <line
            x1={x.place(tick.value)}
            x2={x.place(tick.value)}
            y1={MARGIN.top}
            y2={HEIGHT - MARGIN.bottom}
          />
          <text x={x.place(tick.value)} y={HEIGHT - MARGIN.bottom + 15} text-anchor="middle">
            {tick.label}
          </text>
        </g>
      ))}
      {y.ticks.map((tick) => (
        <g key={tick.value} class="tick">
          <line
            x1={MARGIN.left}
            x2={WIDTH - MARGIN.right}
            y1={y.place(tick.value)}
            y2={y.place(tick.value)}
          />
          <text x={MARGIN.left - 7} y={y.place(tick.value) + 3.5} text-anchor="end">
            {tick.label}
          </text>
        </g>
      ))}
      <text class="axis" x={WIDTH - MARGIN.right} y={HEIGHT - 6} text-anchor="end">
        {`principal component 1, ${share(0)} of the variance`}
      </text>
      <text class="axis" transform={`translate(12 ${MARGIN.top}) rotate(-90)`} text-anchor="end">
        {`component 2, ${share(1)}`}
      </text>
      {dots(harmless, 'harmless')}
      {dots(forbidden, 'forbidden')}
      <path class="outline forbidden" d={`${path(outlines[0])}Z`} />
      <path class="outline harmless" d={`${path(outlines[1])}Z`} />
      {outlines[2] && <path class="outline moved" d={`${path(outlines[2])}Z`} />}
      {length > 1 && (
        <line
          class="arrow"
          x1={x1}
          y1={y1}
          x2={x1 + end * (x2 - x1)}
          y2={y1 + end * (y2 - y1)}
          marker-end={length > 14 ? 'url(#arrow-head)' : undefined}
        />
      )}
      <circle class="point before" cx={x1} cy={y1} r="6.5" />
      <circle class="point after" cx={x2} cy={y2} r="6.5" />
    </svg>
  );
}

/** The figure in a sentence. */
function descriptionOf(
  { forbidden, harmless }: Plane,
  from: readonly [number, number],
  to: readonly [number, number],
): string {
  const share = ([x, y]: readonly [number, number]): string => {
    const [a, b] = [forbidden.moments.mean, harmless.moments.mean];
    const r = [b[0] - a[0], b[1] - a[1]];
    const along = ((x - a[0]) * r[0] + (y - a[1]) * r[1]) / (r[0] ** 2 + r[1] ** 2);
    return formatPercent(along);
  };
  return `On the way from the mean of the harmful prompts (0%) to that of the harmless ones (100%) this prompt stands at ${share(from)} unattacked and at ${share(to)} intervened.`;
}
