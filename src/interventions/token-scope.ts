/**
 * The tokens that an intervention touches. T is the length of the templated prompt with its generation suffix:
 * `prompt` = positions 0..T−1, `last-prompt` = T−1, `generated` = T and later, `answer` = those of them behind the model's thought, all of
 * them where it has none ({@link answerStart}), `all` = every position.
 */
export const TOKEN_SCOPES = ['all', 'prompt', 'last-prompt', 'generated', 'answer'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Whether activations of a prompt see maps of that scope. */
export const reachesPrompt = (scope: TokenScope): boolean => scope !== 'generated' && scope !== 'answer';

/**
 * Whether `scope` includes position `position` (0-based) of a sequence whose prompt has `promptLength` tokens; `answerStart`: where its answer
 * begins, if it has.
 */
export function scopeIncludes(
  scope: TokenScope,
  position: number,
  promptLength: number,
  answerStart?: number,
): boolean {
  switch (scope) {
    case 'all':
      return true;
    case 'prompt':
      return position < promptLength;
    case 'last-prompt':
      return position === promptLength - 1;
    case 'generated':
      return position >= promptLength;
    case 'answer':
      return answerStart !== undefined && position >= answerStart;
  }
}
