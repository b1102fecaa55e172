import type { Json } from '../interventions/intervention.ts';

/** Something other than the model that two runs do not have in common. */
export interface ProtocolDifference {
  /** `options.scope`, `prompts.test/forbidden`, `passport.processor`. */
  readonly path: string;
  readonly a: Json;
  readonly b: Json;
  /** What it does to the comparison. */
  readonly consequence: string;
  /** Differences between the runs may come from it and not from the models. */
  readonly breaks: boolean;
}

export type Consequence = Pick<ProtocolDifference, 'consequence' | 'breaks'>;
