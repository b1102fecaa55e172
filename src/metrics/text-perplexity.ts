import type { Engine } from '../engine/engine.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { OverflowError, UNATTACKED_OVERFLOW } from '../errors/overflow-error.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { type Estimate, ratioEstimate, transformEstimate } from '../statistics/estimate.ts';
import { infiniteWithoutInterval } from './infinite-without-interval.ts';
import { slidingWindows } from './sliding-windows.ts';

export interface TextPerplexityOptions {
  /** Tokens that the tokenizer puts before a text (usually a BOS token, or nothing); never counted. */
  readonly prefix?: readonly number[];
  /** Most tokens that the model sees at once, prefix included. */
  readonly context: number;
  /** Stride of the windows in tokens; default: the longest possible, so that windows do not overlap. */
  readonly stride?: number;
  readonly intervention?: Intervention;
  readonly signal?: AbortSignal;
  /** Called with the number of windows done. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface TextPerplexity {
  /** exp of the mean negative log-likelihood per token. */
  readonly perplexity: Estimate;
  /** Independent units of the interval: documents, or the windows of a single one. */
  readonly units: 'documents' | 'windows';
  /** Tokens that count. */
  readonly tokens: number;
  readonly windows: number;
  readonly context: number;
  readonly stride: number;
}

/** Windows per call: enough for the engine to batch, few enough to report progress and to stop. */
const CHUNK = 32;

/**
 * Perplexity of raw texts of any length by sliding windows; every token counts once. The prefix precedes
 * each window, not only the first: a model trained to read every text after BOS misbehaves without it. Without a
 * prefix, a text's first token is predicted from nothing and does not count, and windows overlap by one token at least.
 *
 * The interval treats documents as independent, or, for a single document, the tokens counted in each window: neighbouring windows of
 * one text are alike, so that interval is too narrow rather than too wide. Throws {@link InvalidInputError} where nothing
 * counts, on context and stride (`slidingWindows`) and an intervention whose scope raw text does not reach, {@link
 * OverflowError} where the model computes NaN.
 */
export async function textPerplexity(
  engine: Engine,
  texts: readonly (readonly number[])[],
  options: TextPerplexityOptions,
): Promise<TextPerplexity> {
  const { prefix = [], context, intervention, signal, onProgress } = options;
  if (intervention && intervention.scope !== 'all')
    throw new InvalidInputError(
      'intervention',
      `raw text has no roles, so token scope "${intervention.scope}" matches nothing`,
      'Use an intervention of scope "all".',
    );
  const room = context - prefix.length;
  const longest = prefix.length > 0 ? room : room - 1;
  if (!(longest >= 1))
    throw new InvalidInputError('context', `${context} tokens leave no room to predict one from another`);
  const stride = options.stride ?? longest;
  if (stride > longest)
    throw new InvalidInputError(
      'stride',
      `${stride} is more than ${longest}, what a context of ${context} tokens can take in at once`,
      'Tokens between windows would not count: use a smaller stride.',
    );
  const windows = texts.flatMap((tokens, text) =>
    slidingWindows(tokens.length, { context: room, stride }).map(({ begin, end, countFrom }) => {
      const sequence = [...prefix, ...tokens.slice(begin, end)];
      // The engine's value i belongs to token i + 1; nothing predicts token 0.
      const from = Math.max(0, prefix.length + countFrom - begin - 1);
      return { text, sequence, from };
    }),
  );
  // A window of one token and no prefix predicts nothing.
  const run = windows.filter(({ sequence, from }) => sequence.length - 1 > from);
  if (run.length === 0) throw new InvalidInputError('text', 'has no token that is predicted from another');
  const totals = new Float64Array(run.length);
  for (let start = 0; start < run.length; start += CHUNK) {
    const chunk = run.slice(start, start + CHUNK);
    const scores = await engine.score({
      sequences: chunk.map(({ sequence }) => ({ tokens: sequence })),
      ...(intervention ? { intervention } : {}),
      ...(signal ? { signal } : {}),
    });
    for (const [i, values] of scores.entries())
      totals[start + i] = negativeLogLikelihood(values, chunk[i].from, intervention);
    onProgress?.(start + chunk.length, run.length);
  }
  const counts = run.map(({ sequence, from }) => sequence.length - 1 - from);
  const units = texts.length > 1 ? 'documents' : 'windows';
  const unitOf = (i: number) => (units === 'documents' ? run[i].text : i);
  const mean = ratioEstimate(sumBy(totals, unitOf), sumBy(counts, unitOf));
  return {
    perplexity: infiniteWithoutInterval(transformEstimate(mean, Math.exp)),
    units,
    tokens: counts.reduce((sum, count) => sum + count, 0),
    windows: run.length,
    context,
    stride,
  };
}

function negativeLogLikelihood(
  values: Float32Array,
  from: number,
  intervention: Intervention | undefined,
): number {
  let sum = 0;
  for (let i = from; i < values.length; i++) sum -= values[i];
  if (Number.isNaN(sum))
    throw new OverflowError('log-probabilities', 'hold NaN', intervention ? undefined : UNATTACKED_OVERFLOW);
  return sum;
}

/** Sums by unit, in order of first occurrence. */
function sumBy(values: ArrayLike<number>, unitOf: (i: number) => number): number[] {
  const sums = new Map<number, number>();
  for (let i = 0; i < values.length; i++) sums.set(unitOf(i), (sums.get(unitOf(i)) ?? 0) + values[i]);
  return [...sums.values()];
}
