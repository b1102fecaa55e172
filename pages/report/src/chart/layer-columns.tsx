import type { VNode } from 'preact';
import type { LayerAxis } from './layer-axis.ts';

/** The chosen layer across a figure, and a column for the pointer at each layer. Keys reach the layers by the marks. */
export function LayerColumns({
  axis,
  layers,
  top,
  bottom,
  selected,
  choose,
}: {
  readonly axis: LayerAxis;
  readonly layers: number;
  readonly top: number;
  readonly bottom: number;
  readonly selected: number | null;
  readonly choose: (layer: number) => void;
}): VNode {
  return (
    <g aria-hidden="true">
      {selected !== null && (
        <rect
          class="chosen-layer"
          x={axis.x(selected - 0.5)}
          y={top}
          width={axis.step}
          height={bottom - top}
        />
      )}
      {Array.from({ length: layers }, (_, layer) => (
        <rect
          key={layer}
          class="layer-column"
          x={axis.x(layer - 0.5)}
          y={top}
          width={axis.step}
          height={bottom - top}
          onClick={() => choose(layer)}
        />
      ))}
    </g>
  );
}
