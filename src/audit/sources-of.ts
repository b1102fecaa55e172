import { withDefaults } from '../formats/with-defaults.ts';
import type { AuditedModel } from './audit-request.ts';
import { type AuditSources, NO_SOURCES } from './data/audit-sources.ts';

/** Sources whole. Numbers of test prompts that were asked for are the most that test sources give, too. */
export function sourcesOf({ sources, options }: Pick<AuditedModel, 'sources' | 'options'>): AuditSources {
  const [harmful, harmless] = [options?.testForbidden, options?.testHarmless];
  return withDefaults(
    {
      ...NO_SOURCES,
      ...(harmful === undefined ? {} : { mostTestHarmful: harmful }),
      ...(harmless === undefined ? {} : { mostTestHarmless: harmless }),
    },
    sources,
  );
}
