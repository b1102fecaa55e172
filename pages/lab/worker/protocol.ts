import type {
  Candidate,
  Experiment,
  ExperimentRequest,
  SweepAxis,
  SweepCell,
} from '../../../src/laboratory/experiment.ts';
import type { LabPrompts } from '../../../src/laboratory/lab-prompts.ts';

/** Facts about the model that the page needs before it can ask anything. */
export interface LabInfo {
  readonly model: string;
  readonly layers: number;
  readonly hiddenSize: number;
  /** Prompts fitted on, by class. */
  readonly fitted: { readonly forbidden: number; readonly harmless: number };
  /** The largest K that the fit prompts allow, at most {@link HIGHEST_RANK}. */
  readonly highestRank: number;
  readonly source: LabPrompts['source'];
  readonly offered: LabPrompts['offered'];
}

/** The largest useful K on models this small. */
export const HIGHEST_RANK = 8;

/** A later job of a kind replaces an earlier one that has not begun; a new experiment ends a sweep. */
export type Job =
  | { readonly kind: 'experiment'; readonly id: number; readonly request: ExperimentRequest }
  | {
      readonly kind: 'candidates';
      readonly id: number;
      readonly request: ExperimentRequest;
      readonly answer: readonly number[];
    }
  | {
      readonly kind: 'sweep';
      readonly id: number;
      readonly request: ExperimentRequest;
      readonly axes: readonly { readonly axis: SweepAxis; readonly values: readonly number[] }[];
    };

export type Report =
  | { readonly kind: 'progress'; readonly stage: 'loading' | 'fitting'; readonly share: number }
  | { readonly kind: 'ready'; readonly info: LabInfo }
  /** The lab cannot be opened. */
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'experiment';
      readonly id: number;
      readonly experiment: Experiment;
      readonly milliseconds: number;
    }
  | {
      readonly kind: 'candidates';
      readonly id: number;
      readonly candidates: readonly (readonly Candidate[])[];
    }
  | { readonly kind: 'cell'; readonly id: number; readonly axis: SweepAxis; readonly cell: SweepCell }
  /** One job could not be done. */
  | { readonly kind: 'problem'; readonly id: number; readonly job: Job['kind']; readonly message: string };
