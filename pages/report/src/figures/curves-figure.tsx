import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ComparisonPage, PageCurvePoint } from '../../../../src/report/page/page-data.ts';
import { formatFraction } from '../../../../src/wording/format-fraction.ts';
import { XAxis } from '../chart/axes.tsx';
import { Frame } from '../chart/frame.tsx';
import { type Mark, Marks } from '../chart/marks.tsx';
import { SuccessAxis } from '../chart/success-axis.tsx';
import { Choice } from '../parts/choice.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { formatPageRate } from '../text/format-page-rate.ts';
import { shareOf } from '../text/share-of.ts';

const LEFT = 46;
const TOP = 30;
const BOTTOM = 300;
const HEIGHT = 345;
const DEPTHS = [0, 0.2, 0.4, 0.6, 0.8, 1];
const SIDES = ['A', 'B'] as const;
const COLOURS = { A: { '--c': 'var(--palette-1)' }, B: { '--c': 'var(--palette-2)' } } as const;

/** Attack success over depth of both runs on one axis, under one method. */
export function CurvesFigure({ data }: { readonly data: ComparisonPage }): VNode {
  const [label, setLabel] = useState(data.curves[0].label);
  const curves = data.curves.find((each) => each.label === label)!;
  const points = { A: curves.a, B: curves.b };
  return (
    <FigureCard
      name="curves"
      title={`Attack success by depth under ${label}`}
      controls={
        <>
          <Choice
            label="method"
            value={label}
            options={data.curves.map((each) => each.label)}
            choose={setLabel}
          />
          <span class="series-key" style={COLOURS.A}>
            ● A
          </span>
          <span class="series-key" style={COLOURS.B}>
            ■ B
          </span>
        </>
      }
      caption="Coherent success on harmful test prompts. Bands: 95% intervals, each run’s own; the differences above are what is tested. Shaded: the depths of 40–60% that the paper names."
      table={{
        columns: ['run', 'arm', 'layer', 'depth', 'success', 'low', 'high'],
        rows: SIDES.flatMap((side) =>
          points[side].map(({ id, layer, depth, success }) => [
            side,
            id,
            layer,
            depth,
            shareOf(success),
            success[2],
            success[3],
          ]),
        ),
      }}
    >
      {(width) => <Drawing width={Math.min(width, 860)} points={points} claimed={data.claimed} />}
    </FigureCard>
  );
}

function Drawing({
  width,
  points,
  claimed,
}: {
  readonly width: number;
  readonly points: Readonly<Record<(typeof SIDES)[number], readonly PageCurvePoint[]>>;
  readonly claimed: readonly [number, number];
}): VNode {
  const right = width - 14;
  const x = scaleLinear()
    .domain([0, 1])
    .range([LEFT + 8, right]);
  const y = scaleLinear().domain([0, 1]).range([BOTTOM, TOP]);
  const marks = SIDES.flatMap((side, row) =>
    points[side].flatMap(({ id, depth, success }): Mark[] => {
      const share = shareOf(success);
      if (share === null) return [];
      return [
        {
          key: `${side} ${id}`,
          x: x(depth),
          y: y(share),
          row,
          label: `${side}, ${id}: ${formatPageRate(success)}`,
          shape:
            side === 'A' ? (
              <circle class="series-dot" style={COLOURS.A} r={4} />
            ) : (
              <rect class="series-dot" style={COLOURS.B} x={-3.6} y={-3.6} width={7.2} height={7.2} />
            ),
        },
      ];
    }),
  );
  return (
    <Frame width={width} height={HEIGHT} label="Attack success over depth, both runs">
      <rect
        class="claimed"
        x={x(claimed[0])}
        y={TOP}
        width={x(claimed[1]) - x(claimed[0])}
        height={BOTTOM - TOP}
      />
      <SuccessAxis scale={y} top={TOP} left={LEFT} right={right} />
      <XAxis
        scale={x}
        ticks={DEPTHS}
        format={formatFraction}
        label="depth of the site"
        top={TOP}
        bottom={BOTTOM}
        left={LEFT}
        right={right}
      />
      {SIDES.map((side) => {
        const drawn = points[side].filter(({ success }) => shareOf(success) !== null);
        const band = area<PageCurvePoint>(
          ({ depth }) => x(depth),
          ({ success }) => y(success[2]!),
          ({ success }) => y(success[3]!),
        )(drawn);
        const curve = line<PageCurvePoint>(
          ({ depth }) => x(depth),
          ({ success }) => y(shareOf(success)!),
        )(drawn);
        return (
          <g key={side} class="series" data-run={side} style={COLOURS[side]}>
            <path class="interval-band" d={band ?? ''} />
            <path class="line" d={curve ?? ''} />
          </g>
        );
      })}
      <Marks name="Attack success by depth" marks={marks} />
    </Frame>
  );
}
