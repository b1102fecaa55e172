import type { VNode } from 'preact';
import type { Flip } from '../text/flips-of.ts';

/** A prompt under two arms, around (0, 0): told apart by shape as well as by colour. */
export function FlipShape({ kind }: { readonly kind: Flip['kind'] }): VNode {
  return (
    <g class={`flip ${kind}`}>
      <rect x="-6" y="-6" width="12" height="12" rx="2" />
      {kind === 'gained' && <path d="M-3,0H3M0,-3V3" />}
      {kind === 'lost' && <path d="M-3,0H3" />}
    </g>
  );
}
