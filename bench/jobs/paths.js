import { loadAuditData } from '../../dist/audit/data/audit-data.js';
import { planGrid } from '../../dist/audit/plan/plan-arms.js';
import { DEFAULT_AUDIT_OPTIONS } from '../../dist/audit/subject/audit-options.js';
import { Bench } from '../../dist/audit/units/bench.js';
import { EnginePool } from '../../dist/engine/worker/engine-pool.js';
import { resolveModel } from '../../dist/stages/model/resolve-model.js';
import { median, timed } from '../interleave.js';

/**
 * The engine's own paths on the shipped model, one thread: a cache that stays in place or comes back copied, starting below an intervention or
 * from the tokens, confirming drafts or decoding step by step.
 */
export async function pathsJob({ openEngine }) {
  const checkpoint = await resolveModel('organism:aligned');
  const data = await loadAuditData(checkpoint, DEFAULT_AUDIT_OPTIONS);
  const open = (options) => openEngine(checkpoint, { threads: 1, ...options });
  const copied = await open({ append: false, reuse: false });
  const inPlace = await open({ append: true, reuse: false });
  const resuming = await open({ append: true, reuse: true });
  const bench = new Bench({
    checkpoint,
    pool: new EnginePool([inPlace]),
    data,
    options: DEFAULT_AUDIT_OPTIONS,
  });
  const arms = planGrid(checkpoint.config.layers, DEFAULT_AUDIT_OPTIONS);
  const intervention = await bench.interventionOf(arms.find(({ id }) => id === 'pca-ot@7/k1'));
  const forbidden = data.test.forbidden.sequences;
  const harmless = data.test.harmless.sequences;
  const longest = { sequences: forbidden, maxNewTokens: 48, stopTokenIds: [] };
  const usual = { sequences: harmless, maxNewTokens: 26, stopTokenIds: checkpoint.stopTokenIds };
  const plain = await inPlace.generate(usual);
  const drafts = plain.map(({ tokens, stopToken }) => [
    ...tokens,
    ...(stopToken === undefined ? [] : [stopToken]),
  ]);
  const pairs = [
    [
      'decode 48 tokens, cache',
      ['copied back', () => copied.generate(longest)],
      ['in place', () => inPlace.generate(longest)],
    ],
    [
      'score under pca-ot at layer 7',
      ['from the tokens', () => inPlace.score({ sequences: data.references, intervention })],
      ['from unattacked states', () => resuming.score({ sequences: data.references, intervention })],
    ],
    [
      'harmless completions under pca-ot at layer 7',
      ['step by step', () => resuming.generate({ ...usual, intervention })],
      ['unattacked ones as drafts', () => resuming.generate({ ...usual, intervention, drafts })],
    ],
  ];
  return {
    title: `paths of the engine on organism:aligned, one thread`,
    contenders: pairs.flatMap(([job, ...sides]) =>
      sides.map(([side, run]) => ({ name: `${job}: ${side}`, run: () => timed(run) })),
    ),
    agreement: () => [],
    facts: (measured) =>
      pairs.map(([job], i) => {
        const [slow, fast] = measured.slice(2 * i, 2 * i + 2).map(({ cpu }) => median(cpu));
        return `${job}: CPU ratio ${(slow / fast).toFixed(2)}`;
      }),
    close: async () => {
      for (const engine of [copied, inPlace, resuming]) await engine.dispose();
    },
  };
}
