import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { EncodedSequence } from '../../engine/engine.ts';
import { positionLimit } from '../../engine/position-limit.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { readTextFile } from '../../formats/json-file.ts';
import { tokeniseText } from '../../metrics/tokenise-text.ts';
import type { DatasetPrompt } from '../../prompts/dataset-prompt.ts';
import { duplicateGroups } from '../../prompts/duplicate-groups.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditData, AuditPrompt, PromptSet } from './audit-data-types.ts';
import { type AuditSources, DEFAULT_REFUSAL_STARTS } from './audit-sources.ts';
import { commonSuffixLength } from './common-suffix-length.ts';
import { encodeSet } from './encode-set.ts';
import { encodeUserTurn } from './encode-user-turn.ts';
import type { SourceSplits } from './split-sources.ts';

/** Tokens of a piece of the text that perplexity is measured on: pieces are independent units of its interval. */
const TEXT_PIECE = 256;

/** Prompts of the user's sources ({@link splitSources}) as the model will see them, and the texts beside them. */
export function loadDatasets(
  checkpoint: Checkpoint,
  options: AuditOptions,
  sources: AuditSources,
  { forbidden, harmless, borderline, provenance }: SourceSplits,
): Omit<AuditData, 'questions'> {
  const groupOf = groupsWithin(
    [
      [...forbidden.fit, ...harmless.fit],
      [...forbidden.selection, ...harmless.selection],
      [...forbidden.test, ...harmless.test, ...borderline],
    ],
    sources.threshold,
  );
  const set = (name: string, prompts: readonly DatasetPrompt[]): PromptSet =>
    encodeSet(checkpoint, name, prompts.map(auditPrompt), prompts.map(groupOf), options);
  const fit = { forbidden: set('fit/forbidden', forbidden.fit), harmless: set('fit/harmless', harmless.fit) };
  const tokenizer = checkpoint.tokenizer();
  const starts = (sources.refusalStarts ?? DEFAULT_REFUSAL_STARTS).map(
    (text) => tokenizer.encode(text, { addSpecialTokens: false })[0],
  );
  return {
    judge: 'substring',
    fit,
    selection: {
      forbidden: set('selection/forbidden', forbidden.selection),
      harmless: set('selection/harmless', harmless.selection),
    },
    test: {
      forbidden: set('test/forbidden', forbidden.test),
      harmless: set('test/harmless', harmless.test),
      borderline: set('test/borderline', borderline),
    },
    lore: sources.text === null ? [] : textPieces(checkpoint, sources.text, options.loreDocuments),
    references: harmless.test.flatMap(({ id, prompt, reference }) =>
      reference ? [encodeUserTurn(checkpoint, { id, prompt, completion: reference }, options)] : [],
    ),
    refusalStarts: [...new Set(starts)].sort((a, b) => a - b),
    ...(sources.refusalStarts === null ? { infersStarts: true as const } : {}),
    suffixLength: commonSuffixLength([...fit.forbidden.sequences, ...fit.harmless.sequences]),
    provenance,
  };
}

function auditPrompt({ id, prompt, behaviour, context }: DatasetPrompt): AuditPrompt {
  return { id, prompt, ...(behaviour ? { behaviour } : {}), ...(context ? { context } : {}) };
}

/** Near-duplicate groups within each split, over its kinds together: there the same number means the same group. */
function groupsWithin(
  splits: readonly (readonly DatasetPrompt[])[],
  threshold: number | undefined,
): (prompt: DatasetPrompt) => number {
  const known = new Map<DatasetPrompt, number>();
  for (const prompts of splits) {
    const groups = duplicateGroups(
      prompts.map(({ prompt }) => prompt),
      threshold,
    );
    for (const [i, prompt] of prompts.entries()) known.set(prompt, groups[i]);
  }
  return (prompt) => known.get(prompt)!;
}

/** The beginning of a text file in pieces of equal length, each behind what the tokenizer puts before a text. */
function textPieces(checkpoint: Checkpoint, file: string, most: number): EncodedSequence[] {
  const { prefix, tokens } = tokeniseText(checkpoint.tokenizer(), readTextFile(file));
  const length = Math.min(TEXT_PIECE, positionLimit(checkpoint.config) - prefix.length);
  const pieces: EncodedSequence[] = [];
  for (let start = 0; start < tokens.length && pieces.length < most; start += length)
    pieces.push({ tokens: [...prefix, ...tokens.slice(start, start + length)] });
  if (pieces.length === 0) throw new InvalidInputError(file, 'holds no text');
  // One token predicts nothing.
  return pieces.filter((piece) => piece.tokens.length >= 2);
}
