import type { Model } from '../model/model.ts';
import type { InterventionInput } from './intervention-input.ts';

/** Options of every verb that runs a model. */
export interface RunOptions {
  /** A model from `openModel`. */
  readonly model: Model;
  /** Run the model with it; default: unmodified. */
  readonly intervention?: InterventionInput;
  /** Aborts the verb, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with the amount done, and the total. */
  readonly onProgress?: (done: number, total: number) => void;
}
