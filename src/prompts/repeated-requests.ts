import type { DatasetPrompt } from './dataset-prompt.ts';

/** A request that stands in two sets. */
export interface RepeatedRequest {
  /** Ids in the two sets. */
  readonly a: string;
  readonly b: string;
}

/**
 * Every prompt of `a` whose request stands in `b` too, with the first such prompt there: the same text but for case and white space, without
 * a context (HarmBench asks one request about several contexts).
 */
export function repeatedRequests(
  a: readonly DatasetPrompt[],
  b: readonly DatasetPrompt[],
): readonly RepeatedRequest[] {
  const known = new Map<string, string>();
  for (const prompt of b) if (!known.has(requestOf(prompt))) known.set(requestOf(prompt), prompt.id);
  return a.flatMap((prompt) => {
    const other = known.get(requestOf(prompt));
    return other === undefined ? [] : [{ a: prompt.id, b: other }];
  });
}

const requestOf = ({ prompt, behaviour = prompt }: DatasetPrompt): string =>
  behaviour.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
