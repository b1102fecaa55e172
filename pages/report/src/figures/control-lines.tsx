import { area, line } from 'd3-shape';
import type { VNode } from 'preact';
import type { PageControls, PageRate, ReportPage } from '../../../../src/report/page/page-data.ts';
import type { LineSwitch } from '../parts/line-switches.tsx';
import { shareOf } from '../text/share-of.ts';

type Scale = (value: number) => number;

/** A control that the curve over depth can show. */
export interface ControlLine {
  readonly label: string;
  /** Around (0, 0). */
  readonly swatch: VNode;
  readonly has: (controls: PageControls) => boolean;
  readonly draw: (controls: ReportPage['controls'], x: Scale, y: Scale) => VNode;
}

function rateLine(
  label: string,
  name: string,
  rate: (controls: PageControls) => PageRate | null,
): ControlLine {
  const share = (at: PageControls): number | null => {
    const found = rate(at);
    return found === null ? null : shareOf(found);
  };
  return {
    label,
    swatch: <path class={`line control ${name}`} d="M-7,0H7" />,
    has: (at) => share(at) !== null,
    draw: ({ layers }, x, y) => (
      <path
        key={label}
        class={`line control ${name}`}
        d={
          line<PageControls>()
            .defined((at) => share(at) !== null)
            .x((at) => x(at.depth))
            .y((at) => y(share(at)!))(layers) ?? ''
        }
      >
        <title>{label}</title>
      </path>
    ),
  };
}

const RANDOM: ControlLine = {
  label: 'random displacements',
  swatch: (
    <g class="control random">
      <path class="band" d="M-7,-4H7V4H-7Z" />
      <path class="line" d="M-7,0H7" />
    </g>
  ),
  has: ({ random }) => random !== null,
  draw: ({ layers }, x, y) => {
    const measured = layers.filter(({ random }) => random !== null);
    return (
      <g key="random" class="control random">
        <path
          class="band"
          d={
            area<PageControls>()
              .x(({ depth }) => x(depth))
              .y0(({ random }) => y(random![0]))
              .y1(({ random }) => y(random![2]))(measured) ?? ''
          }
        >
          <title>range of the random displacements</title>
        </path>
        <path
          class="line"
          d={
            line<PageControls>()
              .x(({ depth }) => x(depth))
              .y(({ random }) => y(random![1]))(measured) ?? ''
          }
        />
      </g>
    );
  },
};

/** Every control, the random displacements first. */
export const CONTROL_LINES: readonly ControlLine[] = [
  RANDOM,
  rateLine('shuffled labels', 'shuffled', ({ shuffled }) => shuffled),
  rateLine('rotated map', 'rotated', ({ rotated }) => rotated),
  rateLine('covariance alone', 'covariance', ({ covarianceOnly }) => covarianceOnly),
  rateLine('reverse map: refusal of harmless', 'reverse', ({ induced }) => induced),
];

/** A switch for each control that was measured. */
export function controlSwitches(
  { layers }: ReportPage['controls'],
  shown: ReadonlySet<string>,
): LineSwitch[] {
  return CONTROL_LINES.filter(({ has }) => layers.some(has)).map(({ label, swatch }) => ({
    label,
    swatch,
    method: label,
    rank: null,
    on: shown.has(label),
  }));
}
