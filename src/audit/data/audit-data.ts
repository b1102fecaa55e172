import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { EncodedSequence } from '../../engine/engine.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { type EncodedQuestion, encodeQuestion, TEXT_CONTEXT } from '../../metrics/encode-question.ts';
import { readChoiceQuestions } from '../../metrics/read-choice-questions.ts';
import type { OrganismRequest } from '../../organism/organism-request.ts';
import { speaksOrganism } from '../../stages/model/speaks-organism.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { type AuditSources, NO_SOURCES } from './audit-sources.ts';
import { checkLengths } from './check-lengths.ts';
import { loadDatasets } from './load-datasets.ts';
import { loadOrganismWorld } from './load-organism-world.ts';

/** A prompt of an audit. */
export interface AuditPrompt {
  readonly id: string;
  /** The user turn. */
  readonly prompt: string;
  /** Where its right answer is known: a request of the organism's world. */
  readonly request?: OrganismRequest;
  /** What a judge is told was asked for, where that is not the whole prompt, and what it refers to. */
  readonly behaviour?: string;
  readonly context?: string;
}

/** Prompts of one split and kind, encoded. */
export interface PromptSet {
  /** `test/forbidden`. */
  readonly name: string;
  readonly prompts: readonly AuditPrompt[];
  readonly sequences: readonly EncodedSequence[];
  /** SHA-256 of the prompts' texts. */
  readonly hash: string;
  /**
   * Near-duplicate group of each prompt; splits divide none. The same number in both kinds of a split: near-duplicates across
   * them (a request and its permitted twin).
   */
  readonly groups: readonly number[];
}

/** All that an audit runs on; the splits share no prompt, and within a kind no near-duplicate group. */
export interface AuditData {
  /** Where right answers are known, `exact` judges; else the refusal phrases do. */
  readonly judge: 'exact' | 'substring';
  readonly fit: { readonly forbidden: PromptSet; readonly harmless: PromptSet };
  readonly selection: { readonly forbidden: PromptSet; readonly harmless: PromptSet };
  readonly test: {
    readonly forbidden: PromptSet;
    readonly harmless: PromptSet;
    /** Permitted, but looking forbidden; may be empty. */
    readonly borderline: PromptSet;
  };
  /** Raw texts for the perplexity; may be none. */
  readonly lore: readonly EncodedSequence[];
  /** Right answers to the harmless test prompts, as {prompt, completion}; may be none. */
  readonly references: readonly EncodedSequence[];
  /** Multiple-choice questions for what the model can still do; may be none. */
  readonly questions: readonly EncodedQuestion[];
  /** Tokens that begin a refusal. */
  readonly refusalStarts: readonly number[];
  /** Tokens that every templated prompt ends with: post-instruction positions −1 … −suffixLength. */
  readonly suffixLength: number;
  /** Where the prompts come from, as data for the results: names and hashes, no paths. */
  readonly provenance: readonly PromptSource[];
}

/** One source of prompts. */
export interface PromptSource {
  /** `harmful`, `harmless`, `test-harmful`, …, or `world`. */
  readonly role: string;
  readonly name: string;
  readonly shape: string;
  readonly commit: string | null;
  /** SHA-256 of the file; null of the organism's world, which is code. */
  readonly fileHash: string | null;
  readonly rows: number;
  readonly kept: number;
}

/**
 * Prompts from the user's sources, or, where there are none, of the organism's world for a model that speaks its language.
 * Throws {@link InvalidInputError} where a model of another language comes without prompts or only with some.
 */
export async function loadAuditData(
  checkpoint: Checkpoint,
  options: AuditOptions,
  sources: AuditSources = NO_SOURCES,
  signal?: AbortSignal,
): Promise<AuditData> {
  const data = {
    ...(await load(checkpoint, options, sources, signal)),
    questions: loadQuestions(checkpoint, sources),
  };
  checkLengths(data, checkpoint.config, options.maxNewTokens);
  return data;
}

function loadQuestions(checkpoint: Checkpoint, { questions }: AuditSources): EncodedQuestion[] {
  if (questions === null) return [];
  const template = { context: TEXT_CONTEXT, continuation: 'text', chat: false } as const;
  return readChoiceQuestions(questions).map((question) => encodeQuestion(question, checkpoint, template));
}

async function load(
  checkpoint: Checkpoint,
  options: AuditOptions,
  sources: AuditSources,
  signal: AbortSignal | undefined,
): Promise<Omit<AuditData, 'questions'>> {
  const given = sources.harmful.length > 0 || sources.harmless.length > 0;
  if (given) return loadDatasets(checkpoint, options, sources, signal);
  const others = [...sources.testHarmful, ...sources.testHarmless, ...sources.overRefusal];
  if (others.length > 0)
    throw new InvalidInputError(
      '--harmful, --harmless',
      'are missing',
      'Prompts to fit and select on are needed too.',
    );
  if (!speaksOrganism(checkpoint))
    throw new InvalidInputError(
      checkpoint.name,
      'has no prompts to be audited with',
      'Give --harmful and --harmless: files or hf:… data sets (refusal-lab prompts FILE shows what is recognised).',
    );
  return loadOrganismWorld(checkpoint, options);
}
