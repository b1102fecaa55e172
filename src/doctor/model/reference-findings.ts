import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Engine } from '../../engine/engine.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import { encodePrompt } from '../../prompts/encode-prompt.ts';
import { formatNumber } from '../../wording/format-number.ts';
import type { Finding } from '../finding.ts';
import type { ReferenceLogits, ReferencePrompt } from './reference-logits.ts';

/**
 * Compares this engine with another implementation on the same tokens: token ids, logits, greedy tokens. `tolerance` bounds
 * max|a − b| / max(1, max|b|). Throws InvalidInputError where the file is of a model with another vocabulary.
 */
export async function referenceFindings(
  engine: Engine,
  checkpoint: Checkpoint,
  reference: ReferenceLogits,
  options: { readonly tolerance: number; readonly signal?: AbortSignal },
): Promise<Finding[]> {
  const { vocabularySize } = checkpoint.config;
  const other = reference.prompts.find((prompt) => prompt.vocabularySize !== vocabularySize);
  if (other)
    throw new InvalidInputError(
      reference.path,
      `is of a model with ${other.vocabularySize} tokens, ${checkpoint.name} has ${vocabularySize}`,
    );
  return [tokensFinding(checkpoint, reference), ...(await logitsFindings(engine, reference, options))];
}

function tokensFinding(
  checkpoint: Checkpoint,
  { prompts, date, templated, source }: ReferenceLogits,
): Finding {
  const name = 'reference tokens';
  if (!existsSync(join(checkpoint.folder, 'tokenizer.json')))
    return { name, status: 'skipped', detail: 'no tokenizer.json' };
  const now = new Date(`${date}T12:00:00Z`);
  try {
    const unequal = prompts.filter(({ prompt, tokens }) => {
      const record = templated
        ? ({ kind: 'prompt', where: 'prompt', prompt } as const)
        : ({ kind: 'text', where: 'prompt', text: prompt } as const);
      const own = encodePrompt(record, checkpoint, { now }).tokens;
      return own.length !== tokens.length || own.some((id, i) => id !== tokens[i]);
    }).length;
    return {
      name,
      status: unequal === 0 ? 'ok' : 'failed',
      detail:
        unequal === 0
          ? `${prompts.length} prompts become the same ids as with ${source}`
          : `${unequal} of ${prompts.length} prompts become other ids than with ${source}`,
      values: { prompts: prompts.length, unequal },
      ...(unequal === 0
        ? {}
        : {
            remedy: 'Is it the same tokenizer.json and chat template? Logits are compared on the other ids.',
          }),
    };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { name, status: 'failed', detail: error.message.split('\n')[0] };
  }
}

async function logitsFindings(
  engine: Engine,
  { prompts, source }: ReferenceLogits,
  { tolerance, signal }: { readonly tolerance: number; readonly signal?: AbortSignal },
): Promise<Finding[]> {
  const abort = signal ? { signal } : {};
  const places = prompts.flatMap((prompt) => prompt.greedy.map((_, step) => ({ prompt, step })));
  const rows = await engine.nextToken({
    sequences: places.map(({ prompt, step }) => ({
      tokens: [...prompt.tokens, ...prompt.greedy.slice(0, step)],
    })),
    ...abort,
  });
  const deviation = Math.max(
    ...rows.map((row, i) => deviationOf(row, rowOf(places[i].prompt, places[i].step))),
  );
  const longest = Math.max(...prompts.map(({ greedy }) => greedy.length));
  const generations = await engine.generate({
    sequences: prompts.map(({ tokens }) => ({ tokens })),
    maxNewTokens: longest,
    stopTokenIds: [],
    ...abort,
  });
  const differing = prompts.filter((prompt, i) => departs(prompt, generations[i].tokens, tolerance)).length;
  const count = prompts.reduce((sum, { greedy }) => sum + greedy.length, 0);
  const near = deviation <= tolerance;
  return [
    {
      name: 'reference logits',
      status: near ? 'ok' : 'failed',
      detail: `within ${formatNumber(deviation)} of ${source} (tolerance ${tolerance})`,
      values: { deviation, tolerance, rows: rows.length, source },
      ...(near
        ? {}
        : { remedy: 'Same weights, float32 on both sides? Lower precision needs a larger `tolerance`.' }),
    },
    {
      name: 'reference greedy',
      status: differing === 0 ? 'ok' : 'failed',
      detail:
        differing === 0
          ? `the same ${count} greedy tokens for ${prompts.length} prompts`
          : `another continuation of ${differing} of ${prompts.length} prompts`,
      values: { prompts: prompts.length, differing, tokens: count },
      ...(differing === 0 ? {} : { remedy: 'Logits apart by more than the tolerance decide it: see above.' }),
    },
  ];
}

const rowOf = ({ logits, vocabularySize }: ReferencePrompt, step: number): Float32Array =>
  logits.subarray(step * vocabularySize, (step + 1) * vocabularySize);

/** NaN counts as infinitely far. */
function deviationOf(actual: Float32Array, expected: Float32Array): number {
  let difference = 0;
  let size = 1;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i] - expected[i]);
    if (!(gap <= difference)) difference = Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
    size = Math.max(size, Math.abs(expected[i]));
  }
  return difference / size;
}

/** Whether the first differing token differs by more than a tie. */
function departs(prompt: ReferencePrompt, tokens: readonly number[], tolerance: number): boolean {
  const step = prompt.greedy.findIndex((token, i) => token !== tokens[i]);
  if (step < 0) return false;
  const logits = rowOf(prompt, step);
  const size = logits.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return !((logits[prompt.greedy[step]] - logits[tokens[step]]) / size <= 2 * tolerance);
}
