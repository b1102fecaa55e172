import type { RefusalStarts } from '../../results/refusal-starts.ts';

/** With fewer refusals the default words stay. */
export const FEWEST_REFUSALS = 5;
/** A token that begins fewer of the refusals begins none in earnest: the phrase stood further on. */
const LEAST_SHARE = 0.1;

/**
 * Tokens that begin a refusal: those that begin at least a tenth of the unattacked model's refusals of harmful selection prompts, and
 * a larger share of them than of its answers to harmless ones. `refusals`, `answers`: the first token of each, undefined where there
 * is none. `defaults` stay where there are fewer than {@link FEWEST_REFUSALS}, or no such token.
 */
export function inferRefusalStarts(
  refusals: readonly (number | undefined)[],
  answers: readonly (number | undefined)[],
  defaults: readonly number[],
  textOf: (token: number) => string,
): RefusalStarts {
  const count = (firsts: readonly (number | undefined)[], token: number): number =>
    firsts.filter((first) => first === token).length;
  const own = [...new Set(refusals)].filter((token): token is number => {
    if (token === undefined) return false;
    const share = count(refusals, token) / refusals.length;
    return share >= LEAST_SHARE && share > count(answers, token) / Math.max(1, answers.length);
  });
  const inferred = refusals.length >= FEWEST_REFUSALS && own.length > 0;
  const starts = (inferred ? own : defaults).map((token) => ({
    token,
    text: textOf(token),
    refusals: count(refusals, token),
    answers: count(answers, token),
  }));
  return {
    inferred,
    refusals: refusals.length,
    answers: answers.length,
    starts: starts.toSorted((a, b) => b.refusals - a.refusals || a.token - b.token),
  };
}
