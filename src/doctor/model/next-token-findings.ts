import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Engine } from '../../engine/engine.ts';
import { formatNumber } from '../../wording/format-number.ts';
import type { Finding } from '../finding.ts';
import { distributionFacts } from './judge-distributions.ts';

/** Contexts of a text: its first 1, 2, … tokens. */
const MOST_CONTEXTS = 24;
/** Entropy as a share of log V. Trained models lie far below, random weights at 1. */
const NEARLY_UNIFORM = 0.9;
/** Distance of two distributions below which the context makes no difference. */
const UNMOVED = 1e-3;
/** Nats per token by which a text should be likelier than the same tokens backwards. */
const ORDER_GAIN = 0.3;

const WRONG_WEIGHTS =
  'Are the weights those of a trained model, and of this config.json? Compare with `reference` (docs/doctor.md).';

/** Checks whether logits are finite, next-token distributions depend on the context, and a plain text is predicted. */
export async function nextTokenFindings(
  engine: Engine,
  { config }: Pick<Checkpoint, 'config'>,
  tokens: readonly number[],
  /** Tokens of a text in the model's language; else they are arbitrary, and only finiteness is judged. */
  isText: boolean,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const abort = signal ? { signal } : {};
  const contexts = Array.from({ length: Math.min(tokens.length, MOST_CONTEXTS) }, (_, i) =>
    tokens.slice(0, i + 1),
  );
  const rows = await engine.nextToken({ sequences: contexts.map((each) => ({ tokens: each })), ...abort });
  const broken = rows.filter((row) => !row.every(Number.isFinite)).length;
  const logits: Finding =
    broken > 0
      ? {
          name: 'logits',
          status: 'failed',
          detail: `NaN or infinity behind ${broken} of ${rows.length} contexts`,
          remedy: 'Nothing can be read off this model. Are its weights complete, and its config.json theirs?',
          values: { contexts: rows.length, notFinite: broken },
        }
      : {
          name: 'logits',
          status: 'ok',
          detail: `finite behind ${rows.length} contexts`,
          values: { contexts: rows.length, notFinite: 0 },
        };
  if (broken > 0) return [logits];
  if (!isText)
    return [
      logits,
      { name: 'entropy', status: 'skipped', detail: 'no tokenizer.json, so no text to read' },
      { name: 'text', status: 'skipped', detail: 'no tokenizer.json, so no text to read' },
    ];
  const uniform = Math.log(config.vocabularySize);
  const facts = distributionFacts(
    rows,
    contexts.map((each) => each.at(-1)!),
  );
  const [forwards, backwards] = await engine.score({
    sequences: [{ tokens }, { tokens: tokens.toReversed() }],
    ...abort,
  });
  return [logits, entropyFinding(facts, uniform), textFinding(mean(forwards), mean(backwards), uniform)];
}

function entropyFinding(facts: ReturnType<typeof distributionFacts>, uniform: number): Finding {
  const { entropy, spread, echoes, contexts } = facts;
  const shared = {
    name: 'entropy',
    values: { entropyNats: entropy, uniformNats: uniform, spread, echoes, contexts },
  };
  const detail = `${formatNumber(entropy)} of at most ${formatNumber(uniform)} nats`;
  if (entropy > NEARLY_UNIFORM * uniform)
    return {
      ...shared,
      status: 'failed',
      detail: `${detail}: every next token is about equally likely`,
      remedy: WRONG_WEIGHTS,
    };
  if (spread < UNMOVED)
    return {
      ...shared,
      status: 'failed',
      detail: `${detail}: the next token does not depend on what comes before it`,
      remedy: WRONG_WEIGHTS,
    };
  if (echoes > 0.9 * contexts)
    return {
      ...shared,
      status: 'warning',
      detail: `${detail}: the likeliest token is the last one again, ${echoes} of ${contexts} times`,
      remedy: WRONG_WEIGHTS,
    };
  return { ...shared, status: 'ok', detail };
}

function textFinding(forwards: number, backwards: number, uniform: number): Finding {
  const [own, reversed] = [-forwards, -backwards];
  const shared = {
    name: 'text',
    detail: `a plain text costs ${formatNumber(own)} nats per token, backwards ${formatNumber(reversed)}, by chance ${formatNumber(uniform)}`,
    values: { nats: own, reversedNats: reversed, uniformNats: uniform },
  };
  if (!(own < NEARLY_UNIFORM * uniform)) return { ...shared, status: 'failed', remedy: WRONG_WEIGHTS };
  if (!(own < reversed - ORDER_GAIN))
    return {
      ...shared,
      status: 'warning',
      remedy:
        'Word order makes no difference to it: is it a model of English, and its rope configuration right?',
    };
  return { ...shared, status: 'ok' };
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
