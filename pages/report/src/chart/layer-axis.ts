import { scaleLinear } from 'd3-scale';

export interface LayerAxis {
  /** px of a layer, which may be a fraction. */
  readonly x: (layer: number) => number;
  readonly ticks: readonly number[];
  /** px between two layers. */
  readonly step: number;
}

/** The axis that every figure by layer shares; ticks are thinned to what has room. */
export function layerAxis(layers: number, left: number, right: number): LayerAxis {
  const x = scaleLinear()
    .domain([-0.5, layers - 0.5])
    .range([left, right]);
  const step = (right - left) / layers;
  const every = [1, 2, 4, 5, 10, 20, 50].find((each) => each * step >= 22) ?? 100;
  return { x, step, ticks: Array.from({ length: Math.ceil(layers / every) }, (_, i) => i * every) };
}
