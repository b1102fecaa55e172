import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { EncodedSequence, Engine } from '../../engine/engine.ts';
import { LabError } from '../../errors/lab-error.ts';
import { encodePrompt } from '../../prompts/encode-prompt.ts';
import type { Finding } from '../finding.ts';
import { examinationTexts } from './examination-texts.ts';
import { cacheFinding, greedyTextFinding } from './greedy-findings.ts';
import { nextTokenFindings } from './next-token-findings.ts';
import { referenceFindings } from './reference-findings.ts';
import type { ReferenceLogits } from './reference-logits.ts';
import { scanWeights } from './scan-weights.ts';
import { templateFindings } from './template-findings.ts';
import { weightsFinding } from './weights-finding.ts';

export interface ExaminationOptions {
  /** Skip the greedy answers and take fewer steps elsewhere: an audit measures those on hundreds of prompts itself. */
  readonly quick?: boolean;
  readonly reference?: ReferenceLogits;
  /** Tolerance of logits against the reference. */
  readonly tolerance?: number;
  readonly signal?: AbortSignal;
  /** Called with bytes of weights examined. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Difference of float32 logits of a deep model between implementations, with a margin. */
export const REFERENCE_TOLERANCE = 1e-4;
const NEW_TOKENS = 24;
const QUICK_NEW_TOKENS = 8;
/** Without a tokenizer, arbitrary ids serve for checks that do not depend on their meaning. */
const ARBITRARY_TOKENS = 16;
/** A prime, so that ids spread over every vocabulary. */
const ARBITRARY_STEP = 7919;

/**
 * The numerical passport of a model: whether its weights and logits are finite, its predictions those of a trained model,
 * its chat template sound, its decoding paths equal, and its logits those of another implementation if given.
 */
export async function examineModel(
  engine: Engine,
  checkpoint: Checkpoint,
  options: ExaminationOptions = {},
): Promise<Finding[]> {
  const { quick = false, reference, signal } = options;
  const weights = weightsFinding(await scanWeights(checkpoint.tensors, options));
  const texts = examinationTexts(checkpoint);
  const arbitrary = Array.from(
    { length: ARBITRARY_TOKENS },
    (_, i) => ((i + 1) * ARBITRARY_STEP) % checkpoint.config.vocabularySize,
  );
  const text = texts && checkpoint.tokenizer().encode(texts.text, { addSpecialTokens: true });
  const findings = [
    weights,
    ...(await nextTokenFindings(engine, checkpoint, text ?? arbitrary, text !== undefined, signal)),
  ];
  // Logits with NaN have no largest one: no further check is possible.
  if (findings.some(({ status, name }) => name === 'logits' && status === 'failed')) return findings;
  const { precision } = checkpoint;
  const newTokens = quick ? QUICK_NEW_TOKENS : NEW_TOKENS;
  if (texts === undefined) {
    const halves = [arbitrary.slice(0, 8), arbitrary.slice(8)].map((tokens) => ({ tokens }));
    findings.push({ name: 'chat template', status: 'skipped', detail: 'no tokenizer.json' });
    findings.push(await cacheFinding(engine, halves, newTokens, { precision, signal }));
  } else {
    findings.push(...templateFindings(checkpoint));
    const sequences = texts.prompts.map((prompt) => encodeRequest(prompt, checkpoint));
    findings.push(await cacheFinding(engine, sequences, newTokens, { precision, signal }));
    if (!quick)
      findings.push(await greedyTextFinding(engine, checkpoint, sequences, texts, newTokens, signal));
  }
  if (reference !== undefined) {
    const { tolerance = REFERENCE_TOLERANCE } = options;
    const abort = signal ? { signal } : {};
    findings.push(...(await referenceFindings(engine, checkpoint, reference, { tolerance, ...abort })));
  }
  return findings;
}

/** The prompt through the chat template if that works, else as raw text. */
function encodeRequest(prompt: string, checkpoint: Checkpoint): EncodedSequence {
  try {
    const { tokens, promptLength } = encodePrompt({ kind: 'prompt', where: 'prompt', prompt }, checkpoint);
    return { tokens, ...(promptLength === undefined ? {} : { promptLength }) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { tokens: checkpoint.tokenizer().encode(prompt, { addSpecialTokens: true }) };
  }
}
