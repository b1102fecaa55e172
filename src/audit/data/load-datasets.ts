import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { EncodedSequence } from '../../engine/engine.ts';
import { positionLimit } from '../../engine/position-limit.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { readTextFile } from '../../formats/json-file.ts';
import { tokeniseText } from '../../metrics/tokenise-text.ts';
import type { DatasetPrompt } from '../../prompts/dataset-prompt.ts';
import { duplicateGroups } from '../../prompts/duplicate-groups.ts';
import { poolPromptSets } from '../../prompts/pool-prompt-sets.ts';
import type { PromptSet as SourceSet } from '../../prompts/prompt-set.ts';
import { readPromptSet } from '../../prompts/read-prompt-set.ts';
import { splitByGroup } from '../../prompts/split-by-group.ts';
import { splitPromptSets } from '../../prompts/split-prompt-sets.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditData, AuditPrompt, PromptSet } from './audit-data-types.ts';
import type { AuditSources } from './audit-sources.ts';
import { commonSuffixLength } from './common-suffix-length.ts';
import { encodeSet } from './encode-set.ts';
import { encodeUserTurn } from './encode-user-turn.ts';

/** Tokens of a piece of the text that perplexity is measured on: pieces are independent units of its interval. */
const TEXT_PIECE = 256;

/**
 * Prompts from files and Hub data sets: fit and selection by whole near-duplicate groups from the pools, test from the pools
 * or from sources of its own, whose near-duplicates leave the pools. Throws what reading and splitting throw, and
 * {@link InvalidInputError} where harmful and harmless sources are not both given.
 */
export async function loadDatasets(
  checkpoint: Checkpoint,
  options: AuditOptions,
  sources: AuditSources,
  signal?: AbortSignal,
): Promise<Omit<AuditData, 'questions'>> {
  for (const [name, list] of [
    ['`harmful`', sources.harmful],
    ['`harmless`', sources.harmless],
  ] as const)
    if (list.length === 0)
      throw new InvalidInputError(name, 'is missing', 'An audit needs prompts of both kinds.');
  const provenance: AuditData['provenance'][number][] = [];
  const read = async (
    role: string,
    list: readonly string[],
    kind?: 'harmful' | 'harmless',
  ): Promise<SourceSet[]> => {
    const sets: SourceSet[] = [];
    for (const source of list) {
      const hub = signal ? { hub: { signal } } : {};
      const set = await readPromptSet(source, { ...sources.read, ...(kind ? { kind } : {}), ...hub });
      sets.push(set);
      const { shape, commit = null, fileHash, rows, kept } = set.provenance;
      provenance.push({ role, name: set.name, shape, commit, fileHash, rows, kept });
    }
    return sets;
  };
  const split = async (kind: 'harmful' | 'harmless', test: number) => {
    const own = kind === 'harmful' ? sources.testHarmful : sources.testHarmless;
    const pool = await read(kind, sources[kind], kind);
    const separate = await read(`test-${kind}`, own, kind);
    return splitPromptSets(pool, {
      sizes: {
        fit: options.fitPrompts,
        selection: options.selectionPrompts,
        test: own.length > 0 ? 0 : test,
      },
      seed: options.seed,
      ...(separate.length > 0 ? { test: separate } : {}),
      ...(sources.threshold === undefined ? {} : { threshold: sources.threshold }),
    });
  };
  const forbidden = await split('harmful', options.testForbidden);
  const harmless = await split('harmless', options.testHarmless);
  const safe = poolPromptSets(await read('over-refusal', sources.overRefusal))
    // Of an XSTest-like set only the safe half is over-refused; a set without labels is taken to be safe.
    .filter(({ kind }) => kind !== 'harmful');
  const wanted = Math.min(options.testBorderline, safe.length);
  const borderline = splitByGroup(
    safe,
    { fit: 0, selection: 0, test: wanted },
    options.seed,
    sources.threshold,
  ).test;
  const groupOf = groupsAcross(
    [forbidden, harmless].flatMap((part) => [...part.fit, ...part.selection, ...part.test]),
    borderline,
    sources.threshold,
  );
  const set = (name: string, prompts: readonly DatasetPrompt[]): PromptSet =>
    encodeSet(checkpoint, name, prompts.map(auditPrompt), prompts.map(groupOf), options);
  const fit = { forbidden: set('fit/forbidden', forbidden.fit), harmless: set('fit/harmless', harmless.fit) };
  const tokenizer = checkpoint.tokenizer();
  const starts = sources.refusalStarts.map((text) => tokenizer.encode(text, { addSpecialTokens: false })[0]);
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
    suffixLength: commonSuffixLength([...fit.forbidden.sequences, ...fit.harmless.sequences]),
    provenance,
  };
}

function auditPrompt({ id, prompt, behaviour, context }: DatasetPrompt): AuditPrompt {
  return { id, prompt, ...(behaviour ? { behaviour } : {}), ...(context ? { context } : {}) };
}

/** Near-duplicate groups over all kinds and splits together, so that the same number means the same group everywhere. */
function groupsAcross(
  prompts: readonly DatasetPrompt[],
  borderline: readonly DatasetPrompt[],
  threshold: number | undefined,
): (prompt: DatasetPrompt) => number {
  const all = [...prompts, ...borderline];
  const groups = duplicateGroups(
    all.map(({ prompt }) => prompt),
    threshold,
  );
  const known = new Map(all.map((prompt, i) => [prompt, groups[i]]));
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
