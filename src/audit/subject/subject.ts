import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { GenerationPrompt } from '../../checkpoint/generation-prompt.ts';
import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { templateTime } from '../../prompts/template-date.ts';
import type { Results } from '../../results/results.ts';
import { lastSpecialEnd } from '../../stages/model/describe-checkpoint.ts';
import { describeEnd } from '../../stages/model/describe-end.ts';
import { precisionField } from '../../stages/model/precision-field.ts';
import { templateSystem } from '../../stages/model/template-system.ts';
import { modelThoughts } from '../../stages/model/thought-tokens.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import type { AuditOptions } from './audit-options.ts';
import { describeAgainst, type SubjectAgainst } from './describe-against.ts';
import { thoughtScope } from './thought-scope.ts';
import { weightHashes } from './weight-hashes.ts';

/** A prompt set as an audit's results need it: which prompts, never their texts. */
export interface SubjectPrompts {
  readonly count: number;
  /** SHA-256 of the prompts' texts in order. */
  readonly hash: string;
  /** SHA-256 of the tokens that the model sees: template, tokenizer, system prompt and date are in it. */
  readonly tokensHash: string;
  readonly ids: readonly string[];
  /** Near-duplicate group of each prompt. */
  readonly groups: readonly number[];
}

/** What an audit is of, as data: with the finished units it gives the results, without model or prompts. */
export interface AuditSubject {
  readonly model: Results['model'];
  /** What the weights are held in; absent where that is float32. */
  readonly precision?: PrecisionMark;
  /** By `<split>/<kind>`. */
  readonly prompts: Readonly<Record<string, SubjectPrompts>>;
  /** SHA-256 of the model's configuration and stop tokens. */
  readonly configHash: string;
  /** The judge that selection uses. */
  readonly judge: AuditData['judge'];
  readonly provenance: AuditData['provenance'];
  /** SHA-256 over raw texts and right answers, as tokens. */
  readonly textsHash: string;
  /** Held-out raw texts. */
  readonly texts: number;
  /** Multiple-choice questions. */
  readonly questions: number;
  /** Questions that are answered in words; absent: none. */
  readonly answers?: number;
  /** Right answers to harmless test prompts. */
  readonly references: number;
  /** Tokens that every templated prompt ends with. */
  readonly suffixLength: number;
  /** Refusal starts are inferred (units/refusal-starts.ts); absent: they are given. */
  readonly infersStarts?: true;
  /** The chat template has a place for thoughts before the answer that is not told apart; absent: it has not. */
  readonly thinks?: true;
  /** How prompts end, with the empty thought or without; absent: the chat template knows no thoughts. */
  readonly generationPrompt?: GenerationPrompt;
  /** Modified checkpoints that are measured beside the model; absent: none. */
  readonly against?: readonly SubjectAgainst[];
}

export function describeSubject(
  checkpoint: Checkpoint,
  data: AuditData,
  { system, date, thinking }: Pick<AuditOptions, 'system' | 'date' | 'thinking'>,
  against: ReadonlyMap<string, Checkpoint> = new Map(),
): AuditSubject {
  const { name, commit, config, tensors, chatTemplate } = checkpoint;
  const sets = [data.fit, data.selection, data.test].flatMap((split) => Object.values(split));
  return {
    model: {
      name,
      ...(commit === undefined ? {} : { commit }),
      architecture: config.architecture,
      layers: config.layers,
      hiddenSize: config.hiddenSize,
      vocabularySize: config.vocabularySize,
      weights: weightHashes(tensors),
      chatTemplateHash: contentHash(chatTemplate().source),
      systemPrompt: system ?? defaultSystem(checkpoint, date) ?? null,
    },
    ...precisionField(checkpoint),
    prompts: Object.fromEntries(
      sets.map(({ name: set, prompts, hash, groups, sequences }) => [
        set,
        {
          count: prompts.length,
          hash,
          tokensHash: contentHash(canonicalJson(sequences)),
          ids: prompts.map(({ id }) => id),
          groups,
        },
      ]),
    ),
    configHash: contentHash(canonicalJson([config, checkpoint.stopTokenIds])),
    judge: data.judge,
    provenance: data.provenance,
    textsHash: contentHash(canonicalJson(textsOf(data))),
    texts: data.lore.length,
    references: data.references.length,
    questions: data.questions.length,
    ...(data.answers ? { answers: data.answers.length } : {}),
    suffixLength: data.suffixLength,
    ...(data.infersStarts ? { infersStarts: true as const } : {}),
    ...(thoughtScope(checkpoint, { thinking }).thinks ? { thinks: true as const } : {}),
    ...(modelThoughts(checkpoint) ? { generationPrompt: describeEnd(checkpoint) } : {}),
    ...(against.size > 0 ? { against: describeAgainst(against) } : {}),
  };
}

const textsOf = ({ lore, references, refusalStarts, questions, answers }: AuditData): unknown[] => [
  ...[lore, references, refusalStarts, questions],
  ...(answers ? [answers] : []),
];

/** What the template puts into the system turn of its own accord, on that date. */
function defaultSystem(checkpoint: Checkpoint, date: string): string | undefined {
  const { defaultSystem: found } = templateSystem(checkpoint.chatTemplate(), {
    now: templateTime(date),
    lastSpecialEnd: lastSpecialEnd(checkpoint),
  });
  return found;
}
