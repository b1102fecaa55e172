import { duplicateGroups } from '../../prompts/duplicate-groups.ts';
import type { SplitFacts } from '../../results/audit-plan.ts';
import { worstDesignEffect } from '../../statistics/worst-design-effect.ts';
import type { AuditSources } from './audit-sources.ts';
import type { SourceSplits } from './split-sources.ts';

/** What became of the user's prompts of each kind. */
export function splitFacts(
  splits: SourceSplits,
  { threshold }: Pick<AuditSources, 'threshold'>,
): SplitFacts[] {
  return (
    [
      ['harmful', splits.forbidden],
      ['harmless', splits.harmless],
    ] as const
  ).map(([kind, { fit, selection, test, unused, leftOut, dropped }]) => {
    const groups = duplicateGroups(
      test.map(({ prompt }) => prompt),
      threshold,
    );
    return {
      kind,
      fit: fit.length,
      selection: selection.length,
      test: test.length,
      effective: test.length === 0 ? 0 : test.length / worstDesignEffect(groups),
      unused: unused.length,
      leftOut: leftOut.length,
      dropped: dropped.length,
    };
  });
}
