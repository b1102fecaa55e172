import type { VNode } from 'preact';
import {
  type LabelAnchor,
  type PlacedLabel,
  placeLabels,
} from '../../../../src/report/figures/place-labels.ts';

/** px of a character, as the labels are placed. */
const CHARACTER = 6.8;
/** px from a point within which no line has to lead to its label. */
const NEAR = 12;

/** Names beside points, where they cover least; a thin line leads to those that had to go further away. */
export function PointLabels({
  anchors,
  obstacles,
  frame,
}: {
  readonly anchors: readonly LabelAnchor[];
  readonly obstacles: readonly { readonly x: number; readonly y: number }[];
  readonly frame: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}): VNode {
  const placed = placeLabels(anchors, obstacles, frame);
  return (
    <g class="point-labels" aria-hidden="true">
      {placed.map((label) => (
        <Leader key={label.text} label={label} />
      ))}
      {placed.map((label) => {
        const [at, anchor] = sideOf(label);
        return (
          <text key={label.text} class="point-label over" x={at} y={label.textY} text-anchor={anchor}>
            {label.text}
          </text>
        );
      })}
    </g>
  );
}

/** Where a label is held, so that one narrower than was reckoned with still stands at its point. */
function sideOf({ x, text, textX }: PlacedLabel): readonly [at: number, anchor: 'start' | 'middle' | 'end'] {
  const width = CHARACTER * text.length;
  if (textX > x) return [Math.round(textX), 'start'];
  return textX + width < x ? [Math.round(textX + width), 'end'] : [Math.round(textX + width / 2), 'middle'];
}

function Leader({ label: { x, y, text, textX, textY } }: { readonly label: PlacedLabel }): VNode | null {
  const end = textX + CHARACTER * text.length;
  const toX = textX > x ? textX - 2 : Math.min(end + 2, x);
  const toY = textX > x || end < x ? textY - 4 : textY < y ? textY + 2 : textY - 10;
  const length = Math.hypot(toX - x, toY - y);
  if (length <= NEAR) return null;
  const [dx, dy] = [(7 * (toX - x)) / length, (7 * (toY - y)) / length];
  const [x1, y1, x2, y2] = [x + dx, y + dy, toX, toY].map(Math.round);
  return <line class="leader" x1={x1} y1={y1} x2={x2} y2={y2} />;
}
