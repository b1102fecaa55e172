import { scaleLinear } from 'd3-scale';
import type { LayerAxis } from './layer-axis.ts';

/** px of a tick's label with its distance to the next. */
const TICK_WIDTH = 34;

export interface DepthScale {
  /** px of a depth in [0, 1]. */
  readonly x: (depth: number) => number;
  /** Blocks as columns from their input l/L to their output (l + 1)/L. */
  readonly blocks: LayerAxis;
  /** Ends of blocks k that have room for a label. */
  readonly ends: readonly number[];
}

/** From a model's input to its output, as the SVG figure has it: an arm stands at the depth of its site. */
export function depthScale(layers: number, left: number, right: number): DepthScale {
  const x = scaleLinear().domain([-0.03, 1.03]).range([left, right]);
  const step = x(1 / layers) - x(0);
  const every = Math.max(1, Math.ceil(TICK_WIDTH / step));
  return {
    x,
    blocks: { x: (layer) => x((layer + 0.5) / layers), step, ticks: [] },
    ends: Array.from({ length: layers + 1 }, (_, k) => k).filter((k) => (layers - k) % every === 0),
  };
}
