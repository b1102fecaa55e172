import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Precision } from '../../checkpoint/precision/precision.ts';
import type { EncodedSequence, Engine } from '../../engine/engine.ts';
import type { Finding } from '../finding.ts';
import type { ExaminationTexts } from './examination-texts.ts';

/** Largest max|a − b| / max(1, max|b|) allowed between two ways of computing the same logits. */
export const PATH_TOLERANCE = 2e-5;
/** The same where products and their sums are rounded to float16 (docs/precision.md). */
const HALF_TOLERANCE = 0.01;

/**
 * Greedy decoding steps over a key/value cache; running each prefix whole must put the same token first. Where two logits
 * are closer than {@link PATH_TOLERANCE} (in float16 more) either may win.
 */
export async function cacheFinding(
  engine: Engine,
  sequences: readonly EncodedSequence[],
  newTokens: number,
  { precision, signal }: { readonly precision: Precision; readonly signal?: AbortSignal | undefined },
): Promise<Finding> {
  const abort = signal ? { signal } : {};
  const tolerance = precision === 'f16' ? HALF_TOLERANCE : PATH_TOLERANCE;
  const generations = await engine.generate({
    sequences,
    maxNewTokens: newTokens,
    stopTokenIds: [],
    ...abort,
  });
  const prefixes = generations.flatMap(({ tokens }, index) =>
    tokens.map((token, step) => ({
      tokens: [...sequences[index].tokens, ...tokens.slice(0, step)],
      token,
    })),
  );
  const rows = await engine.nextToken({ sequences: prefixes.map(({ tokens }) => ({ tokens })), ...abort });
  let worst = 0;
  let unequal = 0;
  rows.forEach((logits, row) => {
    const largest = logits.reduce((most, value) => Math.max(most, value), -Infinity);
    const size = logits.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const short = (largest - logits[prefixes[row].token]) / size;
    if (!(short <= tolerance)) unequal += 1;
    if (!(short <= worst)) worst = short;
  });
  const shared = {
    name: 'cached decoding',
    values: { steps: rows.length, unequal, worst, tolerance },
  };
  return unequal === 0
    ? { ...shared, status: 'ok', detail: `the same ${rows.length} greedy tokens as whole passes` }
    : {
        ...shared,
        status: 'failed',
        detail: `${unequal} of ${rows.length} greedy tokens are not what whole passes choose`,
        remedy: 'This should not happen: please report it with all findings.',
      };
}

/** Greedy answers to harmless prompts must be text. */
export async function greedyTextFinding(
  engine: Engine,
  checkpoint: Checkpoint,
  sequences: readonly EncodedSequence[],
  { isDegenerate }: ExaminationTexts,
  newTokens: number,
  signal?: AbortSignal,
): Promise<Finding> {
  const generations = await engine.generate({
    sequences,
    maxNewTokens: newTokens,
    stopTokenIds: checkpoint.stopTokenIds,
    ...(signal ? { signal } : {}),
  });
  const texts = generations.map(({ tokens }) =>
    checkpoint.tokenizer().decode(tokens, { skipSpecialTokens: true }).trim(),
  );
  const degenerate = texts.filter(isDegenerate).length;
  const example = texts.find(isDegenerate) ?? texts[0];
  return {
    name: 'greedy text',
    status: degenerate === 0 ? 'ok' : degenerate < texts.length ? 'warning' : 'failed',
    detail: `${degenerate === 0 ? `${texts.length} answers are text` : `${degenerate} of ${texts.length} answers are empty, loops or no text`}, such as ${JSON.stringify(shortened(example))}`,
    values: { answers: texts.length, degenerate, texts },
    ...(degenerate === 0
      ? {}
      : { remedy: 'Is it a chat model with its own template? Compare with `reference` (docs/doctor.md).' }),
  };
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
