import type { VNode } from 'preact';
import { formatAsGiven } from '../../../../src/wording/format-as-given.ts';

interface AxisProps {
  readonly scale: (value: number) => number;
  readonly ticks: readonly number[];
  readonly format?: (value: number) => string;
  readonly label: string;
}

/** Ticks below a panel, with grid lines through it. */
export function XAxis({
  scale,
  ticks,
  format = formatAsGiven,
  label,
  top,
  bottom,
  left,
  right,
  grid = false,
}: AxisProps & {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly grid?: boolean;
}): VNode {
  return (
    <g aria-hidden="true">
      <line class="axis" x1={left} x2={right} y1={bottom} y2={bottom} />
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(${scale(tick).toFixed(1)},0)`}>
          {grid && <line class="grid" y1={top} y2={bottom} />}
          <text class="tick" y={bottom + 16} text-anchor="middle">
            {format(tick)}
          </text>
        </g>
      ))}
      <text class="axis-label" x={(left + right) / 2} y={bottom + 35} text-anchor="middle">
        {label}
      </text>
    </g>
  );
}

/** Ticks to the left of a panel, with grid lines through it; the label stands above. */
export function YAxis({
  scale,
  ticks,
  format = formatAsGiven,
  label,
  top,
  left,
  right,
}: AxisProps & { readonly top: number; readonly left: number; readonly right: number }): VNode {
  return (
    <g aria-hidden="true">
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(0,${scale(tick).toFixed(1)})`}>
          <line class="grid" x1={left} x2={right} />
          <text class="tick" x={left - 8} dy="0.32em" text-anchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
      <text class="axis-label" x={0} y={top - 12}>
        {label}
      </text>
    </g>
  );
}
