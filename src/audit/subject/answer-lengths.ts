/** The shortest completion that is looked at, in tokens: a refusal is under way by then. */
const FIRST_LENGTH = 8;

/**
 * Tokens after which completions of at most `limit` tokens are looked at, ascending: 8 and its doubles, half the limit and the limit.
 * None where the limit is so low that there is nothing to see.
 */
export function answerLengths(limit: number): number[] {
  if (limit < 2 * FIRST_LENGTH) return [];
  const lengths = [limit, halfOf(limit)];
  for (let length = FIRST_LENGTH; length < limit; length *= 2) lengths.push(length);
  return [...new Set(lengths)].sort((a, b) => a - b);
}

/** Half of a longest completion, in tokens. */
export const halfOf = (limit: number): number => Math.ceil(limit / 2);
