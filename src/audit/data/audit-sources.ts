import type { ReadPromptSetOptions } from '../../prompts/read-prompt-set.ts';

/** Where an audit's prompts and texts come from: files or `hf:…`; all empty: the organism's world. */
export interface AuditSources {
  /** Pools that fit, selection and (without sources of its own) test are drawn from. */
  readonly harmful: readonly string[];
  readonly harmless: readonly string[];
  /** One prompt of each near-duplicate group is taken; near-duplicates of any of them leave the pools. */
  readonly testHarmful: readonly string[];
  readonly testHarmless: readonly string[];
  /** Most prompts that are taken of `testHarmful` and `testHarmless`; absent: as many as there are groups. */
  readonly mostTestHarmful?: number;
  readonly mostTestHarmless?: number;
  /** Permitted prompts that look forbidden; only the safe ones of an XSTest-like set are taken. Near-duplicates of them leave the harmless pool. */
  readonly overRefusal: readonly string[];
  /** A text file for the perplexity; null: none. */
  readonly text: string | null;
  /** A file of questions, JSON lines as lm-evaluation-harness has them: with choices, or with answers in words; null: none. */
  readonly questions: string | null;
  /** Texts whose first tokens begin a refusal; null: taken from the unattacked model's own refusals (units/refusal-starts.ts). */
  readonly refusalStarts: readonly string[] | null;
  readonly threshold?: number;
  readonly read: Pick<ReadPromptSetOptions, 'mapping' | 'mappings' | 'functionalCategory'>;
}

export const NO_SOURCES: AuditSources = {
  harmful: [],
  harmless: [],
  testHarmful: [],
  testHarmless: [],
  overRefusal: [],
  text: null,
  questions: null,
  refusalStarts: null,
  read: {},
};

/** Where the model's own refusals are too few: the published choice for Llama ("I") and Qwen ("I", "As") chat models (Arditi et al. 2024). */
export const DEFAULT_REFUSAL_STARTS = ['I', 'As'] as const;
