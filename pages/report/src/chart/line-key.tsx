import type { VNode } from 'preact';

/** px of a character and of a line with its distances. */
const CHARACTER = 6.3;
const LINE = 34;

/** What the lines of a panel are, in a row above it. `style`: the class that gives a line its colour. */
export function LineKey({
  lines,
  y,
}: {
  readonly lines: readonly { readonly name: string; readonly style: string }[];
  readonly y: number;
}): VNode {
  let x = 0;
  return (
    <g aria-hidden="true">
      {lines.map(({ name, style }) => {
        const at = x;
        x += LINE + CHARACTER * name.length;
        return (
          <g key={name} class={style} transform={`translate(${Math.round(at)},${y})`}>
            <path class="line" d="M0,0H18" />
            <text class="tick" x="23" dy="0.34em">
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}
