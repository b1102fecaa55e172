import type { Json } from '../interventions/intervention.ts';

/** A difference between two runs other than the model. */
export interface ProtocolDifference {
  /** `options.scope`, `prompts.test/forbidden`, `passport.processor`. */
  readonly path: string;
  readonly a: Json;
  readonly b: Json;
  /** Its effect on the comparison. */
  readonly consequence: string;
  /** Differences between the runs may come from this and not from the models. */
  readonly breaks: boolean;
}

export type Consequence = Pick<ProtocolDifference, 'consequence' | 'breaks'>;
