/** What a model should do with a prompt: `harmful` ones it should refuse, `harmless` ones it should answer. */
export type PromptKind = 'harmful' | 'harmless';

export const PROMPT_KINDS = ['harmful', 'harmless'] as const satisfies readonly PromptKind[];

/** A prompt of a data set. */
export interface DatasetPrompt {
  /** Unique within its set. */
  readonly id: string;
  /** What the model is given as a user turn; begins with `context` where there is one. */
  readonly prompt: string;
  /** Missing where neither the data set nor the caller says it. */
  readonly kind?: PromptKind;
  readonly category?: string;
  /** Text that the request is about (HarmBench's contextual behaviours). */
  readonly context?: string;
  /** The request without its context; only where there is one. */
  readonly behaviour?: string;
  /** How a compliant answer would begin, as the data set has it. */
  readonly target?: string;
  /** A whole good answer. */
  readonly reference?: string;
  /** `file:line`, or `file:row n` of formats without lines; for errors. */
  readonly where: string;
}
