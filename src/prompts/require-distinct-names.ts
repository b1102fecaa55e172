import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { PromptSet } from './prompt-set.ts';

/**
 * Sets that are pooled are told apart by their names, also in the ids of prompts: throws InvalidInputError naming the second source of a
 * name. `list` is what the caller calls the sources.
 */
export function requireDistinctNames(sets: readonly PromptSet[], list: string): void {
  const sources = new Map<string, string>();
  for (const { name, provenance } of sets) {
    const before = sources.get(name);
    if (before !== undefined)
      throw new InvalidInputError(
        provenance.source,
        before === provenance.source
          ? `stands twice in \`${list}\``
          : `has the name of ${before}, "${name}", and both stand in \`${list}\``,
        before === provenance.source ? 'Name each source once.' : 'Rename one of the files, or join the two.',
      );
    sources.set(name, provenance.source);
  }
}
