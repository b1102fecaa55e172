import { benchmarkInName, kindOfBenchmark } from './benchmark-name.ts';
import { cellText } from './cell-text.ts';
import type { PromptKind } from './dataset-prompt.ts';
import type { DatasetShape, FunctionalCategory, RowSelection, RowSource } from './dataset-shape.ts';
import { promptKindInName, promptKindOf } from './prompt-kind-of.ts';
import type { PromptRow } from './prompt-table.ts';
import { SORRY_BENCH_SHAPE } from './sorry-bench-shape.ts';
import { WILD_JAILBREAK_SHAPE } from './wild-jailbreak-shape.ts';

/** The layouts that are recognised by their columns. The first that fits counts: those with more telling columns first. */
export const DATASET_SHAPES: readonly DatasetShape[] = [
  {
    name: 'harmbench-multimodal',
    columns: ['Behavior', 'BehaviorID', 'ImageFileName'],
    fields: {},
    refused: {
      problem:
        "is HarmBench's multimodal set: its behaviours are about images, and no model sees images here",
      remedy: 'Take a text set of HarmBench (harmbench_behaviors_text_….csv), or `mapping: prompt=COLUMN`.',
    },
  },
  {
    name: 'harmbench',
    columns: ['Behavior', 'FunctionalCategory', 'BehaviorID'],
    fields: { prompt: 'Behavior', id: 'BehaviorID', category: 'SemanticCategory', context: 'ContextString' },
    kind: 'harmful',
    keep: (row, selection) => isOfFunction(cellText(row, 'FunctionalCategory'), selection),
  },
  {
    // HarmBench's files beside its own behaviours: adversarial training, AdvBench and TDC 2023 in its columns.
    name: 'harmbench',
    columns: ['Behavior', 'Category', 'BehaviorID'],
    fields: { prompt: 'Behavior', id: 'BehaviorID', category: 'Category', context: 'ContextString' },
    kind: 'harmful',
    keep: (row, selection) => isOfFunction(functionalCategoryOf(row), selection),
  },
  {
    name: 'jailbreakbench',
    columns: ['Goal', 'Behavior', 'Category'],
    fields: { prompt: 'Goal', id: 'Index', target: 'Target', category: 'Category' },
    kind: jailbreakBenchHalf,
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
    fields: { prompt: 'prompt', id: ['id', 'id_v2'], category: 'type' },
    kind: xstestKind,
  },
  {
    // A model's completions with labels of annotators: the completion may be a refusal, so it is not a reference.
    name: 'xstest',
    columns: ['prompt', 'type', 'completion', 'final_label'],
    fields: { prompt: 'prompt', id: 'id', category: 'type' },
    kind: xstestKind,
  },
  WILD_JAILBREAK_SHAPE,
  SORRY_BENCH_SHAPE,
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
    // Splits and processed files of andyrdt/refusal_direction: all benchmarks in two columns, the kind in the name.
    name: 'refusal-direction',
    columns: ['instruction', 'category'],
    fields: { prompt: 'instruction', category: 'category' },
    kind: (_, { names }) =>
      promptKindInName(names) ??
      kindOfBenchmark(names) ??
      // It holds the harmful half of JailbreakBench alone.
      (benchmarkInName(names) === 'jailbreakbench' ? 'harmful' : undefined),
  },
  {
    name: 'or-bench',
    columns: ['prompt', 'category'],
    named: (names) => benchmarkInName(names) === 'or-bench',
    fields: { prompt: 'prompt', category: 'category' },
    kind: (_, { names }) => {
      if (/toxic/i.test(names)) return 'harmful';
      return /80k|hard/i.test(names) ? 'harmless' : undefined;
    },
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
    kind: (_, { names }) => kindOfBenchmark(names),
  },
];

const byBenchmark = (_: PromptRow, { names }: RowSource): PromptKind | undefined => kindOfBenchmark(names);

/** Plain text, a prompt a line (MaliciousInstruct). */
export const LINES_SHAPE: DatasetShape = {
  name: 'text',
  columns: [],
  fields: { prompt: 'prompt' },
  kind: byBenchmark,
};

/** AdvBench's behaviours as plain text: numbered as its table is. */
export const ADVBENCH_LINES_SHAPE: DatasetShape = { ...LINES_SHAPE, name: 'advbench' };

/** A JSON list of strings (TDC 2023). */
export const LIST_SHAPE: DatasetShape = { ...LINES_SHAPE, name: 'list' };

function isOfFunction(
  category: string | undefined,
  { functionalCategory }: Pick<RowSelection, 'functionalCategory'>,
): boolean {
  return functionalCategory === 'all' || category === functionalCategory;
}

/** The functional category of a row that does not name it, as HarmBench defines them: by its context and the tag of a hash check. */
function functionalCategoryOf(row: PromptRow): FunctionalCategory {
  if (cellText(row, 'ContextString') !== undefined) return 'contextual';
  return cellText(row, 'Tags')?.includes('hash_check') ? 'copyright' : 'standard';
}

/**
 * The harmful and the benign half have the same columns. The file's or split's name tells them apart, else the column
 * Source: only harmful behaviours are taken from other benchmarks.
 */
function jailbreakBenchHalf(_: PromptRow, { label, rows }: RowSource): PromptKind | undefined {
  const named = promptKindInName(label);
  if (named !== undefined) return named;
  const borrowed = (row: PromptRow): boolean => /advbench|tdc|harmbench/i.test(cellText(row, 'Source') ?? '');
  return rows.some(borrowed) ? 'harmful' : undefined;
}

function xstestKind(row: PromptRow): PromptKind {
  const label = cellText(row, 'label');
  if (label !== undefined) return promptKindOf(label, 'label', row.where);
  return cellText(row, 'type')?.startsWith('contrast_') ? 'harmful' : 'harmless';
}
