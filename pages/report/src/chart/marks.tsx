import type { ComponentChildren, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useTip } from './tip.ts';

export interface Mark {
  readonly key: string;
  /** px in the figure. */
  readonly x: number;
  readonly y: number;
  /** Marks of one line: the arrows to the left and right stay on it, those up and down change it. */
  readonly row: number;
  /** What it says, to eyes and ears. */
  readonly label: string;
  readonly selected?: boolean;
  readonly choose?: () => void;
  /** Drawn around (0, 0). */
  readonly shape: ComponentChildren;
}

/**
 * Marks that a keyboard reaches: one stop for the Tab key, arrows from mark to mark, Home and End along the line, Enter to choose
 * one, Escape to hide what it says.
 */
export function Marks({ name, marks }: { readonly name: string; readonly marks: readonly Mark[] }): VNode {
  const [current, setCurrent] = useState<string | null>(null);
  const group = useRef<SVGGElement>(null);
  const tip = useTip();
  const active = marks.findIndex(({ key }) => key === current);
  const stop =
    active >= 0
      ? active
      : Math.max(
          0,
          marks.findIndex(({ selected }) => selected),
        );
  const show = ({ x, y, label }: Mark): void => tip({ x, y, text: label });
  const move = (to: number): void => {
    if (to < 0) return;
    setCurrent(marks[to].key);
    const element = group.current?.children[to] as SVGGElement | undefined;
    // The browser would scroll the figure away from under the reader.
    element?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    if (event.key === 'Escape') {
      // Whoever else waits for the key hears of it: it closes the panel of an arm too.
      tip(null);
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') marks[at].choose?.();
    else if (event.key in KEYS) move(neighbour(marks, at, event.key as keyof typeof KEYS));
    else return;
    event.preventDefault();
  };
  return (
    <g ref={group} role="group" aria-label={name}>
      {marks.map((mark, i) => (
        <g
          key={mark.key}
          class={mark.choose ? 'mark choosable' : 'mark'}
          role={mark.choose ? 'button' : 'img'}
          tabindex={i === stop ? 0 : -1}
          aria-label={mark.label}
          aria-pressed={mark.choose ? mark.selected === true : undefined}
          transform={`translate(${mark.x.toFixed(1)},${mark.y.toFixed(1)})`}
          onFocus={() => {
            setCurrent(mark.key);
            show(mark);
          }}
          onBlur={() => tip(null)}
          onPointerEnter={() => show(mark)}
          onPointerLeave={() => tip(null)}
          onClick={() => mark.choose?.()}
          onKeyDown={(event) => onKeyDown(event, i)}
        >
          <circle class="reach" r="11" />
          {mark.shape}
        </g>
      ))}
    </g>
  );
}

const KEYS = { ArrowLeft: 0, ArrowRight: 0, ArrowUp: 0, ArrowDown: 0, Home: 0, End: 0 };

/** Index of the mark that a key leads to; −1: none. */
export function neighbour(
  marks: readonly Pick<Mark, 'x' | 'row'>[],
  at: number,
  key: keyof typeof KEYS,
): number {
  const own = marks[at];
  const order = marks.map((_, i) => i).sort((a, b) => marks[a].x - marks[b].x || a - b);
  const line = order.filter((i) => marks[i].row === own.row);
  const place = line.indexOf(at);
  if (key === 'Home') return line[0];
  if (key === 'End') return line[line.length - 1];
  if (key === 'ArrowLeft') return line[place - 1] ?? -1;
  if (key === 'ArrowRight') return line[place + 1] ?? -1;
  const rows = [...new Set(marks.map(({ row }) => row))].sort((a, b) => a - b);
  const other = rows[rows.indexOf(own.row) + (key === 'ArrowDown' ? 1 : -1)];
  if (other === undefined) return -1;
  return order
    .filter((i) => marks[i].row === other)
    .reduce((best, i) => (Math.abs(marks[i].x - own.x) < Math.abs(marks[best].x - own.x) ? i : best));
}
