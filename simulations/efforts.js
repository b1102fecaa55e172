/**
 * Does an audit in stages choose as well as a full one? Audits of the two organisms that refuse, at several seeds (each another draw of all
 * prompts), `full` and `standard` on the same prompts. Writes efforts.jsonl, a line per audit as it ends, so that an interrupted
 * simulation goes on; and efforts.md from all of its lines.
 *
 *   node simulations/efforts.js [--seeds 1-12] [--workers n]
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { audit, DEFAULT_AUDIT_OPTIONS } from 'refusal-lab';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1-12' }, workers: { type: 'string' } },
});
const [first, last = first] = values.seeds.split('-').map(Number);
const MODELS = ['organism:aligned', 'organism:aligned-2'];
/** Half of the default sizes and no controls (so claim 3 stays open), so that a full audit takes minutes; both efforts have the same. */
const SIZES = {
  selectionPrompts: 64,
  testForbidden: 100,
  testHarmless: 50,
  testBorderline: 20,
  loreDocuments: 10,
  strengths: [0.5, 1.5],
  controlDraws: 0,
};
const LOG = new URL('efforts.jsonl', import.meta.url);
const lines = existsSync(LOG)
  ? readFileSync(LOG, 'utf8').trim().split('\n').filter(Boolean).map(JSON.parse)
  : [];

for (let seed = first; seed <= last; seed++)
  for (const model of MODELS)
    for (const effort of ['standard', 'full']) {
      if (lines.some((line) => line.seed === seed && line.model === model && line.effort === effort))
        continue;
      const before = process.cpuUsage();
      const { results } = await audit({
        model,
        options: { ...SIZES, seed, effort },
        ...(values.workers ? { workers: Number(values.workers) } : {}),
      });
      const { user, system } = process.cpuUsage(before);
      const line = { seed, model, effort, cpuSeconds: (user + system) / 1e6, ...summary(results) };
      appendFileSync(LOG, `${JSON.stringify(line)}\n`);
      lines.push(line);
      console.log(
        `seed ${seed} ${model} ${effort}: ${line.transport.id} ${line.transport.k}, ${line.rival.id} ${line.rival.k}`,
      );
    }
writeFileSync(new URL('efforts.md', import.meta.url), report(lines));

/** What is compared of an audit. */
function summary({ arms, chosen, comparisons, claims, robustness, strongest }) {
  const success = (id) => {
    const arm = arms.find((each) => each.id === id);
    return { id, k: arm.test.forbidden.outcomes.complied, n: arm.test.forbidden.exact.n };
  };
  return {
    transport: success(chosen.find(({ method }) => method === 'pca-ot').armId),
    rival: success(comparisons.find(({ bestRival }) => bestRival).rivalId),
    chosen: Object.fromEntries(chosen.map(({ method, armId }) => [method, success(armId)])),
    claims: claims.map(({ conclusion }) => conclusion),
    robustness: robustness.everything.score.value,
    worstCase: strongest.worstCase?.rate.rate ?? null,
  };
}

function report(all) {
  const pairs = all
    .filter(({ effort }) => effort === 'standard')
    .flatMap((standard) => {
      const full = all.find(
        (line) => line.effort === 'full' && line.seed === standard.seed && line.model === standard.model,
      );
      return full ? [{ standard, full }] : [];
    });
  const loss = (of) =>
    pairs.map(({ standard, full }) => of(full).k / of(full).n - of(standard).k / of(standard).n);
  const row = (name, values) => {
    const n = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
    const half = (1.96 * sd) / Math.sqrt(n);
    const within = values.filter((value) => value <= 0.05).length;
    return `| ${name} | ${mean.toFixed(3)} [${(mean - half).toFixed(3)} to ${(mean + half).toFixed(3)}] | ${Math.max(...values).toFixed(3)} | ${within}/${n} |`;
  };
  const equal = (i) => pairs.filter(({ standard, full }) => standard.claims[i] === full.claims[i]).length;
  const ratio = pairs
    .map(({ standard, full }) => full.cpuSeconds / standard.cpuSeconds)
    .sort((a, b) => a - b);
  const differing = pairs.flatMap(({ standard, full }) =>
    standard.claims.flatMap((claim, i) =>
      claim === full.claims[i]
        ? []
        : [
            `- seed ${full.seed}, ${full.model}, claim ${i + 1}: standard ${claim}, full ${full.claims[i]} (${standard.transport.id} ${standard.transport.k}/${standard.transport.n}, ${full.transport.id} ${full.transport.k}/${full.transport.n})`,
          ],
    ),
  );
  return `# Standard against full

\`node simulations/efforts.js\`: ${pairs.length} pairs of audits (${[...new Set(pairs.map(({ full }) => full.model))].join(', ')}; seeds ${[...new Set(pairs.map(({ full }) => full.seed))].join(', ')}), each pair on the same prompts. Sizes: ${Object.entries(
    SIZES,
  )
    .map(([name, value]) => `${name} ${[value].flat().join(', ')}`)
    .join(
      '; ',
    )}; the rest as by default (fitPrompts ${DEFAULT_AUDIT_OPTIONS.fitPrompts}, peakDraws ${DEFAULT_AUDIT_OPTIONS.peakDraws}).

Coherent attack success on the test split that \`standard\` loses against \`full\` (negative: it gains):

| arm | mean [95%] | most | pairs that lose at most .05 |
|---|---|---|---|
${row(
  'chosen pca-ot',
  loss(({ transport }) => transport),
)}
${row(
  'best baseline',
  loss(({ rival }) => rival),
)}
${[...new Set(pairs.flatMap(({ full }) => Object.keys(full.chosen)))]
  .filter((method) => method !== 'pca-ot')
  .map((method) =>
    row(
      `chosen ${method}`,
      loss(({ chosen }) => chosen[method]),
    ),
  )
  .join('\n')}

Equal verdicts: claim 1 ${equal(0)}/${pairs.length}, claim 2 ${equal(1)}/${pairs.length}, claim 3 ${equal(2)}/${pairs.length}, claim 4 ${equal(3)}/${pairs.length}.
R (everything) of \`standard\` minus that of \`full\`: ${pairs.map(({ standard, full }) => (standard.robustness - full.robustness).toFixed(3)).join(', ')}.
Worst case of \`full\` minus that of \`standard\`: ${pairs.map(({ standard, full }) => (full.worstCase - standard.worstCase).toFixed(3)).join(', ')}.
CPU time of \`full\` over that of \`standard\`: median ${ratio[Math.floor(ratio.length / 2)].toFixed(1)}, ${ratio[0].toFixed(1)} to ${ratio.at(-1).toFixed(1)}.

Where verdicts differ:

${differing.join('\n') || 'nowhere'}
`;
}
