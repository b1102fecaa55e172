import type { Model } from '../model/model.ts';
import type { InterventionInput } from './intervention-input.ts';

/** What every verb that runs a model takes. */
export interface RunOptions {
  /** As `openModel` gives it. */
  readonly model: Model;
  /** Run the model with it; default: unmodified. */
  readonly intervention?: InterventionInput;
  /** The verb rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Hears how much is done, of how much. */
  readonly onProgress?: (done: number, total: number) => void;
}
