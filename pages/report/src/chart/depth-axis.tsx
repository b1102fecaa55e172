import type { VNode } from 'preact';
import { formatFraction } from '../../../../src/wording/format-fraction.ts';
import type { DepthScale } from './depth-scale.ts';

/** Depths below a panel, and below them the layer that ends there. */
export function DepthAxis({
  scale,
  layers,
  bottom,
  left,
  right,
  label = right - left < 390
    ? 'depth of the site; below it the layer'
    : `depth of the site; below it the layer l of 0–${layers - 1} that ends there`,
}: {
  readonly scale: DepthScale;
  readonly layers: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly label?: string;
}): VNode {
  return (
    <g aria-hidden="true">
      <line class="axis" x1={left} x2={right} y1={bottom} y2={bottom} />
      {scale.ends.map((end) => (
        <g key={end} transform={`translate(${Math.round(10 * scale.x(end / layers)) / 10},0)`}>
          <text class="tick" y={bottom + 16} text-anchor="middle">
            {formatFraction(end / layers)}
          </text>
          <text class="tick" y={bottom + 31} text-anchor="middle">
            {end === 0 ? 'in' : `l=${end - 1}`}
          </text>
        </g>
      ))}
      <text class="axis-label" x={(left + right) / 2} y={bottom + 50} text-anchor="middle">
        {label}
      </text>
    </g>
  );
}
