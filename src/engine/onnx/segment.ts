import type { ResidualSite } from '../../interventions/residual-site.ts';
import { siteName } from '../../interventions/residual-site.ts';

/** A place where a graph lets a map in; `clipped` adds the per-coordinate gate. */
export interface Port {
  readonly site: ResidualSite;
  readonly clipped: boolean;
}

/**
 * A run of blocks as one graph. It begins with token ids (`embed`) or with a residual stream, and ends with
 * logits (`head`) or with a residual stream. A port at resid_post of block `firstLayer − 1` acts on the stream as it enters.
 */
export interface Segment {
  readonly firstLayer: number;
  /** One past the last block. */
  readonly endLayer: number;
  readonly embed: boolean;
  readonly head: boolean;
  /**
   * `fused`: whole sequences, or one token whose present cache comes back copied. `appending`: one or several tokens a row
   * against a cache that stays where it is; only the new keys and values come back, so a step costs no copy of the past.
   */
  readonly attention: 'fused' | 'appending';
  readonly ports: readonly Port[];
  readonly captures: readonly ResidualSite[];
}

/** Two segments with equal keys are the same graph. */
export function segmentKey(segment: Segment): string {
  return [
    `${segment.firstLayer}-${segment.endLayer}${segment.embed ? 'e' : ''}${segment.head ? 'h' : ''}${segment.attention === 'appending' ? 'a' : ''}`,
    segment.ports.map((port) => siteName(port.site) + (port.clipped ? '!' : '')).join(','),
    segment.captures.map(siteName).join(','),
  ].join('|');
}
