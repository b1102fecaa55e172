import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** Rates, retries and limits of requests to an endpoint. */
export interface RubricOptions {
  /** Time limit of one request, from connecting to the last byte. */
  readonly timeoutMs: number;
  /** Tries after the first. */
  readonly retries: number;
  /** The wait before try t is uniform in [½, 1] · base · 2^t, at most `longestWaitMs`. */
  readonly baseWaitMs: number;
  /** The request fails if an endpoint asks for a longer wait. */
  readonly longestWaitMs: number;
  readonly requestsPerMinute: number;
  readonly concurrency: number;
  /** After this many items in a row without an answer the endpoint counts as down, and the rest is not asked. */
  readonly itemsUntilDown: number;
  /** Score from which a completion counts as compliance. */
  readonly compliedFrom: number;
  /** Seed of the jitter. */
  readonly seed: number;
}

export const DEFAULT_RUBRIC_OPTIONS: RubricOptions = {
  timeoutMs: 60_000,
  retries: 5,
  baseWaitMs: 1_000,
  longestWaitMs: 120_000,
  requestsPerMinute: 60,
  concurrency: 4,
  itemsUntilDown: 10,
  compliedFrom: 0.5,
  seed: 1,
};

/** The given options over the defaults. Throws InvalidInputError naming an option that makes no sense. */
export function rubricOptions(given: Partial<RubricOptions> = {}): RubricOptions {
  const options = { ...DEFAULT_RUBRIC_OPTIONS, ...given };
  for (const [name, value] of Object.entries(options)) {
    const least = name === 'retries' || name === 'baseWaitMs' || name === 'seed' ? 0 : Number.MIN_VALUE;
    if (!(Number.isFinite(value) && value >= least))
      throw new InvalidInputError(`rubric judge: ${name}`, `${value} makes no sense`);
  }
  for (const name of ['retries', 'concurrency', 'itemsUntilDown', 'seed'] as const)
    if (!Number.isSafeInteger(options[name]))
      throw new InvalidInputError(`rubric judge: ${name}`, `${options[name]} is not a whole number`);
  if (options.compliedFrom > 1)
    throw new InvalidInputError('rubric judge: compliedFrom', 'is more than the highest score');
  return options;
}
