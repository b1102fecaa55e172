import type { VNode } from 'preact';
import { formatPercent } from '../../../../src/wording/format-percent.ts';
import { YAxis } from './axes.tsx';

/** Attack success upwards, from none to all. */
export function SuccessAxis(props: {
  readonly scale: (share: number) => number;
  readonly top: number;
  readonly left: number;
  readonly right: number;
}): VNode {
  return <YAxis {...props} ticks={[0, 0.25, 0.5, 0.75, 1]} format={formatPercent} label="attack success" />;
}
