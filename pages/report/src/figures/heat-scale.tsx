import type { VNode } from 'preact';
import type { HeatMeasure } from './heat-measures.ts';

const STEPS = 24;
const BAR = { top: 4, height: 10 };
const LONGEST = 260;

/** What a shade stands for, and the signs beside it. */
export function HeatScale(props: {
  readonly measure: HeatMeasure;
  readonly left: number;
  readonly right: number;
  /** Nats per token. */
  readonly budget: number;
  /** Whether there are cells of arms that left early. */
  readonly gone: boolean;
}): VNode {
  const { measure, left, right, budget, gone } = props;
  const width = Math.min(LONGEST, right - left);
  const step = width / STEPS;
  const last = measure.ticks.length - 1;
  const beside = right - left - width > 280;
  return (
    <g aria-hidden="true">
      {Array.from({ length: STEPS }, (_, i) => (
        <rect
          key={i}
          class="cell scale"
          x={left + i * step}
          y={BAR.top}
          width={step}
          height={BAR.height}
          style={{ '--shade': ((i + 0.5) / STEPS).toFixed(3) }}
        />
      ))}
      <rect class="scale-frame" x={left} y={BAR.top} width={width} height={BAR.height} />
      {measure.ticks.map((tick, i) => (
        <text
          key={tick}
          class="tick"
          x={left + (width * i) / last}
          y={BAR.top + BAR.height + 15}
          text-anchor={i === 0 ? 'start' : i === last ? 'end' : 'middle'}
        >
          {measure.tick(tick)}
        </text>
      ))}
      {beside && (
        <g transform={`translate(${left + width + 28},${BAR.top + BAR.height / 2})`}>
          <circle class="beyond" cx="0" cy="0" r="2.5" />
          <text class="tick" x="9" dy="0.34em">
            {`beyond damage ${budget}`}
          </text>
          {gone && (
            <text class="tick" x="140" dy="0.34em">
              – left earlier
            </text>
          )}
        </g>
      )}
    </g>
  );
}
