import { DEFAULT_AUDIT_OPTIONS } from '../audit/subject/audit-options.ts';
import { organismPrompts } from '../organism/organism-prompts.ts';
import type { RequestKind } from '../organism/request-category.ts';
import type { OrganismSplit } from '../organism/word-splits.ts';
import type { ListedPrompts } from './model-listing.ts';

/** Prompts by kind; those to pick from are never among those fitted on. */
export interface LabPrompts {
  readonly source: ListedPrompts['source'];
  readonly fit: { readonly forbidden: readonly string[]; readonly harmless: readonly string[] };
  readonly offered: Readonly<Record<RequestKind, readonly string[]>>;
}

/** Prompts of each kind to pick from. */
const OFFERED = 60;

/**
 * In the organism's world, the default audit's fit prompts, so that a map here is the audit's, and its test prompts to
 * pick from. Of given prompts, the first half of each class is fitted on, at most as many as an audit fits on.
 */
export function labPrompts(listed: ListedPrompts): LabPrompts {
  const { seed, fitPrompts } = DEFAULT_AUDIT_OPTIONS;
  if (listed.source === 'given') {
    const fitted = (prompts: readonly string[]): number =>
      Math.min(fitPrompts, Math.ceil(prompts.length / 2));
    const { harmful, harmless } = listed;
    const rest = (prompts: readonly string[]): readonly string[] =>
      prompts.slice(fitted(prompts), fitted(prompts) + OFFERED);
    return {
      source: 'given',
      fit: {
        forbidden: harmful.slice(0, fitted(harmful)),
        harmless: harmless.slice(0, fitted(harmless)),
      },
      offered: { forbidden: rest(harmful), harmless: rest(harmless), borderline: [] },
    };
  }
  const draw = (split: OrganismSplit, kind: RequestKind, count: number): string[] =>
    organismPrompts({ split, kind, count, seed }).map(({ prompt }) => prompt);
  return {
    source: 'organism',
    fit: {
      forbidden: draw('fit', 'forbidden', fitPrompts),
      harmless: draw('fit', 'harmless', fitPrompts),
    },
    offered: {
      forbidden: draw('test', 'forbidden', OFFERED),
      harmless: draw('test', 'harmless', OFFERED),
      borderline: draw('test', 'borderline', OFFERED),
    },
  };
}
