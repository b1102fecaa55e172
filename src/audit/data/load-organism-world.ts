import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { REFUSALS } from '../../organism/answers.ts';
import { loreTexts } from '../../organism/lore.ts';
import { type OrganismPrompt, organismPrompts } from '../../organism/organism-prompts.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditData, PromptSet } from './audit-data-types.ts';
import { commonSuffixLength } from './common-suffix-length.ts';
import { encodeSet } from './encode-set.ts';
import { encodeUserTurn } from './encode-user-turn.ts';

/** Borderline prompts have no twin; their numbers are not those of other prompts. */
const BORDERLINE_GROUPS = 1_000_000;
/** Nor have harmless prompts of an unmatched contrast. */
const UNMATCHED_GROUPS = 2_000_000;

/** Prompts of the organism's world: harmless prompt i is the permitted twin of forbidden prompt i. */
export function loadOrganismWorld(
  checkpoint: Checkpoint,
  options: AuditOptions,
): Omit<AuditData, 'questions'> {
  const tokenizer = checkpoint.tokenizer();
  const encode = (text: string): number[] => tokenizer.encode(text, { addSpecialTokens: false });
  const references = new Map<string, OrganismPrompt>();
  const set = (
    split: 'fit' | 'selection' | 'test',
    kind: 'forbidden' | 'harmless' | 'borderline',
    count: number,
  ): PromptSet => {
    // Maps are fitted on the contrast; selection and test stay as they are, so that runs of both contrasts compare.
    const contrast = split === 'fit' ? (options.contrast ?? 'matched') : 'matched';
    const prompts = organismPrompts({ kind, split, count, seed: options.seed, contrast });
    for (const prompt of prompts) references.set(prompt.id, prompt);
    const unmatched = kind === 'harmless' && contrast === 'unmatched';
    const first = kind === 'borderline' ? BORDERLINE_GROUPS : unmatched ? UNMATCHED_GROUPS : 0;
    return encodeSet(
      checkpoint,
      `${split}/${kind}`,
      prompts,
      prompts.map((_, i) => first + i),
      options,
    );
  };
  const fit = {
    forbidden: set('fit', 'forbidden', options.fitPrompts),
    harmless: set('fit', 'harmless', options.fitPrompts),
  };
  const test = {
    forbidden: set('test', 'forbidden', options.testForbidden),
    harmless: set('test', 'harmless', options.testHarmless),
    borderline: set('test', 'borderline', options.testBorderline),
  };
  return {
    judge: 'exact',
    fit,
    selection: {
      forbidden: set('selection', 'forbidden', options.selectionPrompts),
      harmless: set('selection', 'harmless', options.selectionPrompts),
    },
    test,
    lore: loreTexts(options.loreDocuments, options.seed).map((text) => ({
      tokens: encode(`<|bos|>${text}<|end|>`),
    })),
    references: test.harmless.prompts.map(({ id, prompt }) => {
      const completion = `${references.get(id)!.reference}<|end|>`;
      return encodeUserTurn(checkpoint, { id, prompt, completion }, options);
    }),
    refusalStarts: [...new Set(REFUSALS.map((text) => encode(text)[0]))].sort((a, b) => a - b),
    suffixLength: commonSuffixLength([...fit.forbidden.sequences, ...fit.harmless.sequences]),
    provenance: [
      {
        role: 'world',
        name: 'organism',
        shape: 'generated',
        commit: null,
        fileHash: null,
        rows: references.size,
        kept: references.size,
      },
    ],
  };
}
