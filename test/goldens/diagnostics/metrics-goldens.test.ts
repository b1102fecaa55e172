import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../../../src/checkpoint/checkpoint.ts';
import { OnnxEngine } from '../../../src/engine/onnx/onnx-engine.ts';
import { parseChoiceQuestion } from '../../../src/metrics/choice-question.ts';
import { encodeQuestion, TEXT_CONTEXT } from '../../../src/metrics/encode-question.ts';
import { choiceAccuracy } from '../../../src/metrics/multiple-choice.ts';
import { textPerplexity } from '../../../src/metrics/text-perplexity.ts';
import { tokeniseText } from '../../../src/metrics/tokenise-text.ts';
import { organismFolder } from '../../../src/organism/organism-folder.ts';
import { relativeError } from '../transport/gaussian-sample.ts';
import goldens from './metrics-goldens.json' with { type: 'json' };

describe('metrics on the organism agree with transformers', () => {
  let checkpoint: Checkpoint;
  let engine: OnnxEngine;
  beforeAll(async () => {
    checkpoint = loadCheckpoint(organismFolder('aligned'));
    engine = await OnnxEngine.open(checkpoint);
  });
  afterAll(() => engine.dispose());

  it.each(goldens.windows)('perplexity with context $context and stride $stride', async (golden) => {
    const { prefix, tokens } = tokeniseText(checkpoint.tokenizer(), goldens.text);
    const { context, stride } = golden;
    const found = await textPerplexity(engine, [tokens], { prefix, context, stride });
    expect(found.tokens).toBe(golden.tokens);
    expect(relativeError([found.perplexity.value!], [golden.perplexity])).toBeLessThan(1e-4);
  });

  it('log-likelihoods of choices', async () => {
    const template = { context: TEXT_CONTEXT, continuation: 'text', chat: false } as const;
    const questions = goldens.questions.map((value, i) =>
      encodeQuestion(parseChoiceQuestion(value, `question ${i}`), checkpoint, template),
    );
    const { questions: scored, accuracy } = await choiceAccuracy(engine, questions);
    for (const [i, { logLikelihoods, chosen }] of scored.entries()) {
      expect(relativeError(logLikelihoods, goldens.likelihoods[i])).toBeLessThan(1e-4);
      expect(chosen).toBe(goldens.likelihoods[i].indexOf(Math.max(...goldens.likelihoods[i])));
    }
    expect(accuracy.n).toBe(3);
  });
});
