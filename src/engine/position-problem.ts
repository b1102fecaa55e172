import type { ModelConfig } from '../checkpoint/model-config.ts';
import { positionLimit } from './position-limit.ts';

/** The reason why a sequence with this many more tokens is too long (the model's limit or the engine's); undefined if it is not. */
export function positionProblem(config: ModelConfig, tokens: number, extraTokens = 0): string | undefined {
  const limit = positionLimit(config);
  if (tokens + extraTokens <= limit) return undefined;
  const taken =
    limit < config.maxPositions ? `the engine keeps room for ${limit}` : `the model takes ${limit}`;
  const extra = extraTokens ? ` and ${extraTokens} new ones` : '';
  return `needs ${tokens + extraTokens} positions (${tokens} tokens${extra}), ${taken}`;
}
