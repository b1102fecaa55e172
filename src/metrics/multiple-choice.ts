import type { Engine } from '../engine/engine.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { OverflowError, UNATTACKED_OVERFLOW } from '../errors/overflow-error.ts';
import { answerStart } from '../interventions/answer-start.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { scopeIncludes } from '../interventions/token-scope.ts';
import { type Rate, rateOfFlags } from '../statistics/rate.ts';
import type { EncodedQuestion } from './encode-question.ts';

/** A model's answer to one question. */
export interface QuestionScore {
  readonly where: string;
  /** log p(choice | context) in nats, one per choice. */
  readonly logLikelihoods: readonly number[];
  /** The likeliest choice, and the likeliest per character and per byte; the first of equals. */
  readonly chosen: number;
  readonly chosenPerCharacter: number;
  readonly chosenPerByte: number;
  readonly answer: number;
}

export interface ChoiceAccuracy {
  /** The right choice is the likeliest. */
  readonly accuracy: Rate;
  /** The right choice is the likeliest per code point: long choices are not penalised. */
  readonly accuracyPerCharacter: Rate;
  /** The same per UTF-8 byte. */
  readonly accuracyPerByte: Rate;
  readonly questions: readonly QuestionScore[];
}

/** Questions per call. */
const CHUNK = 32;

/**
 * Accuracy on multiple-choice questions by the log-probability of each choice, with Wilson intervals: `acc`, `acc_norm`
 * (by characters) and `acc_bytes` of lm-evaluation-harness. Throws {@link InvalidInputError} naming `where` of a question that is too long
 * for `positions` or that the intervention's scope does not reach (then every number would be the unattacked model's), and
 * {@link OverflowError} where the model computes NaN.
 */
export async function choiceAccuracy(
  engine: Engine,
  questions: readonly EncodedQuestion[],
  options: {
    readonly intervention?: Intervention;
    /** Most tokens per sequence; default: what the model's configuration says. */
    readonly positions?: number;
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
  } = {},
): Promise<ChoiceAccuracy> {
  const { intervention, signal, onProgress } = options;
  if (questions.length === 0) throw new InvalidInputError('questions', 'are empty');
  const positions = options.positions ?? engine.config.maxPositions;
  for (const question of questions) checkQuestion(question, positions, intervention);
  const scored: QuestionScore[] = [];
  for (let start = 0; start < questions.length; start += CHUNK) {
    const chunk = questions.slice(start, start + CHUNK);
    const rows = await engine.score({
      sequences: chunk.flatMap(({ sequences }) => sequences),
      ...(intervention ? { intervention } : {}),
      ...(signal ? { signal } : {}),
    });
    let next = 0;
    for (const question of chunk)
      scored.push(
        scoreQuestion(question, rows.slice(next, (next += question.sequences.length)), intervention),
      );
    onProgress?.(scored.length, questions.length);
  }
  return {
    accuracy: rateOfFlags(scored.map(({ chosen, answer }) => chosen === answer)),
    accuracyPerCharacter: rateOfFlags(
      scored.map(({ chosenPerCharacter, answer }) => chosenPerCharacter === answer),
    ),
    accuracyPerByte: rateOfFlags(scored.map(({ chosenPerByte, answer }) => chosenPerByte === answer)),
    questions: scored,
  };
}

function scoreQuestion(
  question: EncodedQuestion,
  rows: readonly Float32Array[],
  intervention: Intervention | undefined,
): QuestionScore {
  const { where, sequences, bytes, characters, answer } = question;
  const logLikelihoods = rows.map((row, i) => {
    // The engine's value i belongs to token i + 1.
    const counted = row.subarray(sequences[i].promptLength - 1);
    const sum = counted.reduce((total, value) => total + value, 0);
    if (Number.isNaN(sum))
      throw new OverflowError(
        `log-probabilities of ${where}`,
        'hold NaN',
        intervention ? undefined : UNATTACKED_OVERFLOW,
      );
    return sum;
  });
  return {
    where,
    logLikelihoods,
    chosen: largest(logLikelihoods),
    chosenPerCharacter: largest(logLikelihoods.map((value, i) => value / characters[i])),
    chosenPerByte: largest(logLikelihoods.map((value, i) => value / bytes[i])),
    answer,
  };
}

function largest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
}

function checkQuestion(
  { where, sequences }: EncodedQuestion,
  positions: number,
  intervention: Intervention | undefined,
): void {
  for (const { tokens, promptLength } of sequences) {
    if (tokens.length > positions)
      throw new InvalidInputError(
        where,
        `needs ${tokens.length} positions with its longest choices, the model takes ${positions}`,
        'Shorten the question.',
      );
    const begin = intervention?.thought && answerStart(tokens, promptLength, intervention.thought);
    // The last token predicts nothing that is scored.
    const reached =
      !intervention ||
      tokens
        .slice(0, -1)
        .some((_, position) => scopeIncludes(intervention.scope, position, promptLength, begin));
    if (!reached)
      throw new InvalidInputError(
        where,
        `the intervention's token scope "${intervention.scope}" matches nothing: a choice is one token, predicted from the context`,
        'Use another scope, or score the texts of the choices.',
      );
  }
}
