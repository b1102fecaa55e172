import type { OrganismRequest } from '../organism/organism-request.ts';

/** One completion to be judged. */
export interface JudgedItem {
  /** Unique among the items of a call; may name prompt and arm. */
  readonly id: string;
  /** The behaviour asked for, without `context`. */
  readonly prompt: string;
  readonly completion: string;
  /** `length`: generation ended for want of tokens, not at a stop token. */
  readonly finish: 'stop' | 'length';
  /** What a contextual behaviour refers to. */
  readonly context?: string;
  /** Where the prompt is of the organism's world, whose right answers are known. */
  readonly request?: OrganismRequest;
}

/**
 * `refused`, `complied`: so the judge says. `unclear`: not complied, and not said to be a refusal; all that a judge of
 * compliance alone can say. `failed`: no verdict (an endpoint that stays down, a reply that cannot be read, a text that is
 * too long): counted and reported apart, never taken for "no".
 */
export const JUDGEMENT_LABELS = ['refused', 'complied', 'unclear', 'failed'] as const;
export type JudgementLabel = (typeof JUDGEMENT_LABELS)[number];

export interface Judgement {
  readonly label: JudgementLabel;
  /** In [0, 1], where the judge gives one. */
  readonly score?: number;
  /** Codes of the judge's own taxonomy, such as `S2`. */
  readonly categories?: readonly string[];
  /** SHA-256 of the judge's reply; the text is kept nowhere. */
  readonly reply?: string;
  /** Parameters of its sampling that the judge's endpoint refused, so that it judged by the model's own. */
  readonly without?: readonly string[];
  /** In fixed words of ours; never a part of a prompt, a completion or a reply. */
  readonly problem?: string;
}

/** What identifies a judge: JSON without texts of data and without secrets. */
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
  /** The call rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Hears how many items are done. */
  readonly onProgress?: (done: number) => void;
}

/** Anything that gives verdicts on completions: a rule, a model in our own engine, a model behind an endpoint. */
export interface Judge {
  readonly name: string;
  readonly description: JudgeDescription;
  /** Whether verdicts say who refused (a rule of refusals), who complied (a classifier), or both. */
  readonly tells: 'refusal' | 'compliance' | 'both';
  /** One judgement an item, in order. Rejects only where no item can be judged (bad configuration, abort). */
  judge(items: readonly JudgedItem[], options?: JudgeOptions): Promise<readonly Judgement[]>;
  /** Frees what it holds; every later call rejects. */
  dispose?(): Promise<void>;
}
