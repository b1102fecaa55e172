import type { OrganismRequest } from '../organism/organism-request.ts';

/** One completion to be judged. */
export interface JudgedItem {
  /** Unique among the items of a call; may name prompt and arm. */
  readonly id: string;
  /** The requested behaviour, without `context`. */
  readonly prompt: string;
  readonly completion: string;
  /** `length`: generation ended at the token limit, not at a stop token. */
  readonly finish: 'stop' | 'length';
  /** The thought never ends, so `completion` is empty: there is nothing to judge. */
  readonly unfinishedThought?: true;
  /** Context that a contextual behaviour refers to. */
  readonly context?: string;
  /** The request behind a prompt of the organism's world, whose right answers are known. */
  readonly request?: OrganismRequest;
}

/**
 * `refused`, `complied`: the judge's verdict. `unclear`: not complied, but not necessarily a refusal; the most that a judge of
 * compliance alone can say. `failed`: no verdict (an endpoint that stays down, a reply that cannot be read, a text that is
 * too long): counted and reported apart, never taken for "no".
 */
export const JUDGEMENT_LABELS = ['refused', 'complied', 'unclear', 'failed'] as const;
export type JudgementLabel = (typeof JUDGEMENT_LABELS)[number];

export interface Judgement {
  readonly label: JudgementLabel;
  /** In [0, 1], if the judge gives a score. */
  readonly score?: number;
  /** Codes of the judge's own taxonomy, such as `S2`. */
  readonly categories?: readonly string[];
  /** SHA-256 of the judge's reply; the text is kept nowhere. */
  readonly reply?: string;
  /** Sampling parameters that the judge's endpoint refused, so that it judged with the model's defaults. */
  readonly without?: readonly string[];
  /** In our own fixed words; never a part of a prompt, a completion or a reply. */
  readonly problem?: string;
}

/** Identity of a judge: JSON without texts of data and without secrets. */
export type JudgeDescription = { readonly [key: string]: DescriptionValue };
/** Plain data. */
export type DescriptionValue =
  | string
  | number
  | boolean
  | null
  | readonly DescriptionValue[]
  | JudgeDescription;

export interface JudgeOptions {
  /** Aborts the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with the number of items done. */
  readonly onProgress?: (done: number) => void;
}

/** Any judge of completions: a rule, a model in our own engine, a model behind an endpoint. */
export interface Judge {
  readonly name: string;
  readonly description: JudgeDescription;
  /** Whether verdicts say who refused (a rule of refusals), who complied (a classifier), or both. */
  readonly tells: 'refusal' | 'compliance' | 'both';
  /** One judgement per item, in order. Rejects only if no item can be judged (bad configuration, abort). */
  judge(items: readonly JudgedItem[], options?: JudgeOptions): Promise<readonly Judgement[]>;
  /** Frees the judge's resources; every later call rejects. */
  dispose?(): Promise<void>;
}
