import { expect, it } from 'vitest';
import { loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { loadOrganismWorld } from '../data/load-organism-world.ts';
import { auditOptions } from './audit-options.ts';

it('a matched contrast is not written down, an unmatched one is part of the identity', () => {
  expect(auditOptions({ contrast: 'matched' })).toEqual(auditOptions());
  expect(auditOptions({ contrast: 'unmatched' })).toEqual({ ...auditOptions(), contrast: 'unmatched' });
});

it('an unmatched contrast changes the harmless fit prompts alone, and they have no twin', () => {
  const checkpoint = loadCheckpoint('organism/aligned');
  const sizes = { fitPrompts: 6, selectionPrompts: 3, testForbidden: 3, testHarmless: 3, testBorderline: 3 };
  const [matched, unmatched] = (['matched', 'unmatched'] as const).map((contrast) =>
    loadOrganismWorld(checkpoint, auditOptions({ ...sizes, loreDocuments: 1, contrast })),
  );
  expect(unmatched.fit.harmless.hash).not.toBe(matched.fit.harmless.hash);
  expect(matched.fit.harmless.groups).toEqual(matched.fit.forbidden.groups);
  const groups = [...unmatched.fit.forbidden.groups, ...unmatched.fit.harmless.groups];
  expect(new Set(groups).size).toBe(12);
  expect(unmatched.fit.forbidden).toEqual(matched.fit.forbidden);
  expect([unmatched.selection, unmatched.test]).toEqual([matched.selection, matched.test]);
});
