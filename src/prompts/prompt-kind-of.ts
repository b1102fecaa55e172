import type { PromptKind } from './dataset-prompt.ts';
import { PromptError } from './prompt-error.ts';

const LABELS: Readonly<Record<string, PromptKind>> = {
  harmful: 'harmful',
  unsafe: 'harmful',
  forbidden: 'harmful',
  harmless: 'harmless',
  safe: 'harmless',
  benign: 'harmless',
};

/** What a label of a data set means. Throws {@link PromptError} naming row and column where it is none of the known words. */
export function promptKindOf(label: string, column: string, where: string): PromptKind {
  const key = label.trim().toLowerCase();
  if (Object.hasOwn(LABELS, key)) return LABELS[key];
  throw new PromptError(
    where,
    `column ${column} does not say harmful or harmless`,
    `Known labels: ${Object.keys(LABELS).join(', ')}. A mapping without kind leaves the column alone.`,
  );
}

/** The kind that a file's or split's name says (`harmful-behaviors.csv`, `benign`), or undefined. */
export function promptKindInName(name: string): PromptKind | undefined {
  const kinds = new Set(
    name
      .toLowerCase()
      .split(/[^a-z]+/)
      .flatMap((word) => (Object.hasOwn(LABELS, word) ? [LABELS[word]] : [])),
  );
  return kinds.size === 1 ? [...kinds][0] : undefined;
}
