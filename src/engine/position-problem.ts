import type { ModelConfig } from '../checkpoint/model-config.ts';
import { positionLimit } from './position-limit.ts';

/** Why a sequence with so many tokens to come is too long, and whether it is the model or the engine that takes no more; undefined where it is not. */
export function positionProblem(config: ModelConfig, tokens: number, extraTokens = 0): string | undefined {
  const limit = positionLimit(config);
  if (tokens + extraTokens <= limit) return undefined;
  const own = Math.min(config.maxPositions, config.slidingWindow ?? Number.POSITIVE_INFINITY);
  const taken = limit < own ? `the engine keeps room for ${limit}` : `the model takes ${limit}`;
  const extra = extraTokens ? ` and ${extraTokens} new ones` : '';
  return `needs ${tokens + extraTokens} positions (${tokens} tokens${extra}), ${taken}`;
}
