import type { ModelConfig } from '../checkpoint/model-config.ts';

/** Positions that an engine keeps room for where the model takes more. */
const MOST_POSITIONS = 4096;

/** The most tokens that a model is run on at once, unless an engine is told otherwise. */
export function positionLimit({ maxPositions, slidingWindow }: ModelConfig): number {
  return Math.min(maxPositions, slidingWindow ?? Number.POSITIVE_INFINITY, MOST_POSITIONS);
}
