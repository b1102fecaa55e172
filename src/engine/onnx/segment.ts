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
   * `fused`: whole sequences, or one token whose present cache comes back copied. `appending`: one or several tokens per row
   * against a cache that stays in place; only the new keys and values come back, so a step does not copy the past.
   */
  readonly attention: 'fused' | 'appending';
  /**
   * Appending, and keys and values stay in the provider's memory: past and new ones are joined there. Every run fetches every output (see `DeviceCache`), so what is not wanted is
   * asked for at no rows: each capture has `capture_rows.<site>` of its own, and `logit_rows` says which logits come back.
   */
  readonly resident?: boolean;
  readonly ports: readonly Port[];
  readonly captures: readonly ResidualSite[];
}

/** Two segments with equal keys are the same graph. */
export function segmentKey(segment: Segment): string {
  return [
    `${segment.firstLayer}-${segment.endLayer}${segment.embed ? 'e' : ''}${segment.head ? 'h' : ''}${segment.attention === 'appending' ? 'a' : ''}${segment.resident ? 'r' : ''}`,
    segment.ports.map((port) => siteName(port.site) + (port.clipped ? '!' : '')).join(','),
    segment.captures.map(siteName).join(','),
  ].join('|');
}

/** The graph's input with the rows to capture at a site. */
export function captureRowsName(segment: Pick<Segment, 'resident'>, site: string): string {
  return segment.resident ? `capture_rows.${site}` : 'capture_rows';
}
