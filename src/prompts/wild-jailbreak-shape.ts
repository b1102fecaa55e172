import { cellText } from './cell-text.ts';
import type { PromptKind } from './dataset-prompt.ts';
import type { DatasetShape } from './dataset-shape.ts';
import { PromptError } from './prompt-error.ts';
import type { PromptRow } from './prompt-table.ts';

/**
 * WildJailbreak: plain requests and adversarial rewritings of them, harmful and benign. A row's type says which of its two texts
 * is the prompt: that of an adversarial row names the plain request too. The training set's completions are answers that a model
 * gave, refusals among them, so they are no references.
 */
export const WILD_JAILBREAK_SHAPE: DatasetShape = {
  name: 'wildjailbreak',
  columns: ['adversarial', 'data_type'],
  fields: { prompt: ['adversarial', 'vanilla'], category: 'data_type' },
  prompt: (row) => cellText(row, typeOf(row).column),
  kind: (row) => typeOf(row).kind,
};

function typeOf(row: PromptRow): { readonly column: 'adversarial' | 'vanilla'; readonly kind: PromptKind } {
  const match = /^(adversarial|vanilla)_(harmful|benign)$/.exec(cellText(row, 'data_type') ?? '');
  if (!match)
    throw new PromptError(
      row.where,
      'column data_type does not say what the row is',
      'Known: vanilla_harmful, vanilla_benign, adversarial_harmful, adversarial_benign.',
    );
  const [, column, kind] = match;
  return {
    column: column as 'adversarial' | 'vanilla',
    kind: kind === 'harmful' ? 'harmful' : 'harmless',
  };
}
