import type { ModelConfig } from '../checkpoint/model-config.ts';

/** Positions that an engine keeps room for, even where the model allows more. */
const MOST_POSITIONS = 4096;

/** The most tokens of a sequence, unless an engine is given another limit. */
export function positionLimit({ maxPositions }: Pick<ModelConfig, 'maxPositions'>): number {
  return Math.min(maxPositions, MOST_POSITIONS);
}
