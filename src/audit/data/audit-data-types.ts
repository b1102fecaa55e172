import type { EncodedSequence } from '../../engine/engine.ts';
import type { EncodedQuestion } from '../../metrics/encode-question.ts';
import type { OrganismRequest } from '../../organism/organism-request.ts';
import type { PromptSource } from '../../results/prompt-source.ts';

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

/** A question that is answered in words, as the model is asked. */
export interface AnswerPrompt {
  /** `file:line`, for errors. */
  readonly where: string;
  readonly sequence: EncodedSequence;
  readonly answer: string;
  readonly pattern?: string;
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
  /** Questions that are answered in words; absent: none. */
  readonly answers?: readonly AnswerPrompt[];
  /** Tokens that begin a refusal. */
  readonly refusalStarts: readonly number[];
  /** Those only stand in: the unattacked model's own refusals say which tokens begin one; absent: they are as given. */
  readonly infersStarts?: true;
  /** Tokens that every templated prompt ends with: post-instruction positions −1 … −suffixLength. */
  readonly suffixLength: number;
  /** Where the prompts come from, as data for the results: names and hashes, no paths. */
  readonly provenance: readonly PromptSource[];
}
