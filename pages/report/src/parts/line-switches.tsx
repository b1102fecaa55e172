import type { VNode } from 'preact';
import { MethodSymbol } from '../chart/method-symbol.tsx';

export interface LineSwitch {
  readonly label: string;
  readonly method: string;
  readonly rank: number | null;
  readonly on: boolean;
  /** In the place of the method's symbol. */
  readonly swatch?: VNode;
}

/** A switch for each line of a figure; on paper those that are on are its key. */
export function LineSwitches({
  name,
  lines,
  toggle,
}: {
  readonly name: string;
  readonly lines: readonly LineSwitch[];
  readonly toggle: (label: string) => void;
}): VNode {
  return (
    <div class="switches" role="group" aria-label={name}>
      {lines.map(({ label, method, rank, on, swatch }) => (
        <button key={label} type="button" class="switch" aria-pressed={on} onClick={() => toggle(label)}>
          <svg class="key" width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
            {swatch ?? <MethodSymbol method={method} rank={rank} size={60} />}
          </svg>
          {label}
        </button>
      ))}
    </div>
  );
}
