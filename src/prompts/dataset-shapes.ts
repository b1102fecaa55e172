import { cellText } from './cell-text.ts';
import type { DatasetShape } from './dataset-shape.ts';
import { promptKindInName, promptKindOf } from './prompt-kind-of.ts';

/** The layouts that are recognised by their columns. The first that fits counts: those with more telling columns first. */
export const DATASET_SHAPES: readonly DatasetShape[] = [
  {
    name: 'harmbench',
    columns: ['Behavior', 'FunctionalCategory', 'BehaviorID'],
    fields: { prompt: 'Behavior', id: 'BehaviorID', category: 'SemanticCategory', context: 'ContextString' },
    kind: 'harmful',
    keep: (row, { functionalCategory }) =>
      functionalCategory === 'all' || cellText(row, 'FunctionalCategory') === functionalCategory,
  },
  {
    // The harmful and the benign half have the same columns: only the file's or split's name tells them apart.
    name: 'jailbreakbench',
    columns: ['Goal', 'Behavior', 'Category'],
    fields: { prompt: 'Goal', id: 'Index', target: 'Target', category: 'Category' },
    kind: (_, label) => promptKindInName(label),
  },
  {
    name: 'strongreject',
    columns: ['forbidden_prompt'],
    fields: { prompt: 'forbidden_prompt', category: 'category' },
    kind: 'harmful',
  },
  {
    name: 'xstest',
    columns: ['prompt', 'type', 'focus'],
    fields: { prompt: 'prompt', id: 'id', category: 'type' },
    kind: (row) => {
      const label = cellText(row, 'label');
      if (label !== undefined) return promptKindOf(label, 'label', row.where);
      return cellText(row, 'type')?.startsWith('contrast_') ? 'harmful' : 'harmless';
    },
  },
  {
    name: 'advbench',
    columns: ['goal', 'target'],
    fields: { prompt: 'goal', target: 'target' },
    kind: 'harmful',
  },
  {
    name: 'alpaca',
    columns: ['instruction', 'output'],
    fields: { prompt: 'instruction', reference: 'output' },
    kind: 'harmless',
    keep: (row, { withInput }) => withInput || cellText(row, 'input') === undefined,
    input: 'input',
  },
  {
    name: 'prompts',
    columns: ['prompt'],
    fields: {
      prompt: 'prompt',
      id: 'id',
      kind: 'kind',
      category: 'category',
      context: 'context',
      target: 'target',
      reference: ['reference', 'completion'],
    },
  },
];

/** Plain text, a prompt a line (MaliciousInstruct). */
export const LINES_SHAPE: DatasetShape = { name: 'text', columns: [], fields: { prompt: 'prompt' } };

/** A JSON list of strings (TDC 2023). */
export const LIST_SHAPE: DatasetShape = { name: 'list', columns: [], fields: { prompt: 'prompt' } };
