import type { Json } from '../interventions/intervention.ts';
import type { ArmSettings } from './arm-settings.ts';
import type { Plane } from './plane.ts';
import type { Verdict } from './verdict.ts';

/** One token of an answer, as both models see it after the same prompt and the same tokens before it. */
export interface AnswerToken {
  readonly id: number;
  /** Its text; a special token's name if it has no text. */
  readonly piece: string;
  /** p(token) of the unattacked model. */
  readonly plain: number;
  /** p(token) of the intervened model. */
  readonly intervened: number;
  /** KL(unattacked ‖ intervened) of the next-token distributions here, nats. */
  readonly divergence: number;
}

/** A greedy answer. */
export interface Answer {
  readonly text: string;
  /** Ends with the stop token, if generation reached one. */
  readonly tokens: readonly AnswerToken[];
  readonly finish: 'stop' | 'length';
  readonly verdict: Verdict;
}

/** An answer without its tokens. */
export type AnswerSummary = Pick<Answer, 'text' | 'finish' | 'verdict'>;

/** The same intervention on a permitted twin of a forbidden request. */
export interface TwinExperiment {
  readonly prompt: string;
  readonly plain: AnswerSummary;
  readonly intervened: AnswerSummary;
  /** Mean KL(unattacked ‖ intervened) along the unattacked answer, nats per token. */
  readonly divergence: number;
}

export interface ExperimentRequest {
  readonly prompt: string;
  readonly settings: ArmSettings;
  /** The layer whose residual stream the plane shows; null: the layer where the map acts (rfa, som: where it is read). */
  readonly view: number | null;
}

export interface Experiment {
  readonly request: ExperimentRequest;
  /** `pca-ot@7/k1`, as in an audit. */
  readonly armId: string;
  /** `resid_post.7`: the site at which the map was fitted. */
  readonly site: string;
  readonly plain: Answer;
  readonly intervened: Answer;
  /** First token at which the answers differ; null if they are the same. */
  readonly flipsAt: number | null;
  /** Mean KL(unattacked ‖ intervened) along the unattacked answer, nats per token. */
  readonly divergence: number;
  readonly plane: Plane;
  /** Facts of the fit, by name (docs/method.md). */
  readonly facts: { readonly [key: string]: Json };
  readonly twin: TwinExperiment | null;
}

/** The control that a sweep moves while the others stay. */
export type SweepAxis = 'layer' | 'strength';

/** One value of a sweep. */
export interface SweepCell {
  readonly value: number;
  readonly verdict: Verdict;
  readonly divergence: number;
  /** Outcome of the permitted twin, if there is one. */
  readonly twin: Verdict | null;
}

/** A likely next token of one of the two models. */
export interface Candidate {
  readonly id: number;
  readonly piece: string;
  readonly plain: number;
  readonly intervened: number;
}
