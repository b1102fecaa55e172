import type { PageEvidence } from '../../src/results/page-evidence.ts';
import type { Results } from '../../src/results/results.ts';

/** Outcomes prompt by prompt that agree with the results' rates, and a cloud for every layer but the last. */
export function evidenceFixture({ arms, model, scatter }: Results): PageEvidence {
  const { n } = arms[0].test.forbidden.exact;
  return {
    scatters: Array.from({ length: model.layers - 1 }, (_, layer) => ({ ...scatter, layer })),
    prompts: [
      {
        set: 'forbidden',
        ids: Array.from({ length: n }, (_, i) => `test-forbidden-${i}`),
        outcomes: Object.fromEntries(
          arms.map(({ id, test }) => [id, 'c'.repeat(test.forbidden.exact.k).padEnd(n, 'rx')]),
        ),
      },
      {
        set: 'harmless',
        ids: ['test-harmless-0', 'test-harmless-1'],
        outcomes: { baseline: 'cc', [arms[1].id]: 'cd' },
      },
    ],
  };
}
