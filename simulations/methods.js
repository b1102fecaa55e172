/**
 * Reasons for the library's choice of tests: rival methods on simulated data whose truth is known. npm run simulate
 * Writes methods.md beside this file; about a minute on one core.
 */

import { writeFileSync } from 'node:fs';
import { bootstrapInterval } from '../dist/statistics/bootstrap-interval.js';
import { controlTest } from '../dist/statistics/control-test.js';
import { depthClaimP, depthDifference, insideClaimedDepths } from '../dist/statistics/depth-claim.js';
import { groupBootstrap } from '../dist/statistics/group-bootstrap.js';
import { largestRate } from '../dist/statistics/largest-rate.js';
import { pairedDifferenceTest } from '../dist/statistics/paired-difference-test.js';
import { RandomStream } from '../dist/statistics/random-stream.js';
import { rateOf } from '../dist/statistics/rate.js';
import { robustness } from '../dist/statistics/robustness.js';
import { robustnessScore } from '../dist/statistics/robustness-score.js';

const SEED = 20_260_304;
const PROMPTS = 159;
const percent = (value) => (100 * value).toFixed(1);
const shown = (k, n) => {
  const { rate, interval } = rateOf(k, n);
  return `${percent(rate)} (${interval.map(percent).join('–')})`;
};
const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** An arm that is one more draw, tested at .05/24. */
function skewRow(rate, draws) {
  const random = new RandomStream(SEED, `skew ${rate} ${draws}`);
  const flags = () => Array.from({ length: PROMPTS }, () => random.uniform() < rate);
  const [audits, level] = [4_000, 0.05 / 24];
  let [flips, permutation] = [0, 0];
  for (let audit = 0; audit < audits; audit++) {
    const test = controlTest(flags(), Array.from({ length: draws }, flags));
    if (test.p < level) permutation++;
    if (pairedDifferenceTest([...test.differences]).p < level) flips++;
  }
  return [rate, draws, percent(level), shown(flips, audits), shown(permutation, audits)];
}

const DEPTHS = Array.from({ length: 12 }, (_, layer) => (layer + 1) / 12);

/** How often a curve with these rates is said to peak inside, or outside, 40–60% depth. Half of the prompts are equally hard at every layer. */
function depthRow(name, rates) {
  const random = new RandomStream(SEED, `depth ${name}`);
  const curves = 400;
  const counts = { percentile: [0, 0], corrected: [0, 0], test: [0, 0] };
  for (let curve = 0; curve < curves; curve++) {
    const sums = rates.map(() => new Float64Array(PROMPTS));
    for (let i = 0; i < PROMPTS; i++) {
      const hardness = random.uniform();
      for (let layer = 0; layer < 12; layer++) {
        const value = random.uniform() < 0.5 ? hardness : random.uniform();
        sums[layer][i] = value < rates[layer] ? 1 : 0;
      }
    }
    const [{ value, replicates }] = groupBootstrap({
      groups: [PROMPTS],
      replicates: 400,
      seed: curve,
      statistic: ([drawn]) => {
        const means = sums.map((sum) => sum.reduce((total, x, i) => total + drawn[i] * x, 0) / PROMPTS);
        return [depthDifference(means, DEPTHS)];
      },
    });
    const note = (count, [low, high]) => {
      if (low > 0) count[0]++;
      if (high < 0) count[1]++;
    };
    note(counts.percentile, bootstrapInterval(value, replicates));
    note(counts.corrected, bootstrapInterval(value, replicates, 'bias-corrected'));
    const inside = sums.filter((_, layer) => insideClaimedDepths(DEPTHS[layer]));
    const outside = sums.filter((_, layer) => !insideClaimedDepths(DEPTHS[layer]));
    if (depthClaimP(inside, outside) < 0.05) counts.test[0]++;
    if (depthClaimP(outside, inside) < 0.05) counts.test[1]++;
  }
  return [name, ...Object.values(counts).flatMap((pair) => pair.map((k) => shown(k, curves)))];
}

/** Labels of n prompts in groups of 1 to 4. */
function groupsOf(n, random) {
  const labels = [];
  for (let group = 0; labels.length < n; group++) {
    const size = 1 + Math.floor(4 * random.uniform() * random.uniform());
    for (let i = 0; i < size && labels.length < n; i++) labels.push(group);
  }
  return labels;
}

/** Success of arms on prompts of which half share their hardness within the group, for all arms. */
function successOn(labels, random) {
  const common = labels.map(() => random.uniform());
  const together = labels.map(() => random.uniform() < Math.SQRT1_2);
  return (rate) => labels.map((group, i) => (together[i] ? common[group] : random.uniform()) < rate);
}

/** How often, and by how much, the bound of the worst case exceeds the largest true success of any arm. */
function worstCaseRow(arms, prompts, rate, spread) {
  const random = new RandomStream(SEED, `worst case ${arms} ${prompts} ${rate} ${spread}`);
  const rates = Array.from({ length: arms }, (_, i) => rate - (spread * i) / Math.max(1, arms - 1));
  const audits = 2_000;
  let [covered, observed, bound] = [0, 0, 0];
  for (let audit = 0; audit < audits; audit++) {
    const groups = groupsOf(prompts, random);
    const successes = successOn(groups, random);
    const found = largestRate(rates.map(successes), groups);
    if (found.upper >= rate) covered++;
    observed += found.rate.rate;
    bound += found.upper;
  }
  return [
    arms,
    prompts,
    spread === 0 ? 'all alike' : `down to ${(rate - spread).toFixed(2)}`,
    rate.toFixed(2),
    (observed / audits).toFixed(3),
    (bound / audits).toFixed(3),
    shown(covered, audits),
  ];
}

/** How often the interval of R contains the R of the best arm at every budget. */
function coverageRow(selectionPrompts, testPrompts, nearlyTied) {
  const random = new RandomStream(SEED, `robustness ${selectionPrompts} ${testPrompts} ${nearlyTied}`);
  const arms = Array.from({ length: 60 }, () => {
    const damage = 10 ** (-3.5 + 4 * random.uniform());
    const reach = damage / (damage + 0.05);
    const rate = nearlyTied ? 0.55 * reach : Math.min(0.95, 0.9 * reach * (0.3 + 0.7 * random.uniform()));
    return { damage, rate };
  }).sort((a, b) => a.damage - b.damage);
  const steps = [{ damage: 0, success: 0.02 }];
  for (const { damage, rate } of arms) if (rate > steps.at(-1).success) steps.push({ damage, success: rate });
  const truth = robustnessScore(steps);
  const costs = (labels, damage) => labels.map(() => [-30 * damage * Math.log(1 - random.uniform()), 30]);
  const audits = 400;
  let [covered, total] = [0, 0];
  for (let audit = 0; audit < audits; audit++) {
    const [selection, test] = [groupsOf(selectionPrompts, random), groupsOf(testPrompts, random)];
    const [onSelection, onTest] = [successOn(selection, random), successOn(test, random)];
    const { score } = robustness({
      arms: arms.map(({ damage, rate }, i) => ({
        id: `arm ${i}`,
        // As many families as an audit has methods.
        family: `${i % 10}`,
        selectionDamage: costs(selection, damage),
        testDamage: costs(test, damage),
        selectionComplied: onSelection(rate),
        testComplied: onTest(rate),
      })),
      baseline: { selectionComplied: onSelection(0.02), testComplied: onTest(0.02) },
      groups: { selection, test },
      replicates: 400,
      seed: audit,
    });
    if (score.interval[0] <= truth && truth <= score.interval[1]) covered++;
    total += score.value;
  }
  return [
    selectionPrompts,
    testPrompts,
    nearlyTied ? 'nearly tied' : 'scattered',
    truth.toFixed(3),
    (total / audits).toFixed(3),
    shown(covered, audits),
  ];
}

const withRates = (rate) => DEPTHS.map(rate);
const markdown = `# Methods compared

Written by \`npm run simulate\` (seed ${SEED}; 95% Monte-Carlo intervals in parentheses; percent; n = ${PROMPTS} single prompts unless said otherwise).

## An arm that is one more control draw: how often it is called an effect at .05/24

${table(
  ['rate', 'draws', 'level', 'sign flips of a − mean', 'permutation of arm and draws'],
  [
    [0.02, 3],
    [0.05, 3],
    [0.05, 19],
    [0.3, 3],
    [0.9, 3],
  ].map((row) => skewRow(...row)),
)}

## The peak inside (in) or outside (out) of 40–60% depth, 12 layers of which 3 are inside: how often each is said

Bootstrap: the 95% interval of max inside − max outside lies above or below 0. In the first three curves neither is true (each to be said at most 2.5% of the time).

${table(
  ['curve', 'percentile in', 'out', 'bias-corrected in', 'out', 'test in', 'out'],
  [
    depthRow(
      'flat at .3',
      withRates(() => 0.3),
    ),
    depthRow(
      'one inside and one outside at .5, else .1',
      withRates((_, layer) => (layer === 5 || layer === 7 ? 0.5 : 0.1)),
    ),
    depthRow(
      'three inside and one outside at .5, else .1',
      withRates((depth, layer) => (insideClaimedDepths(depth) || layer === 3 ? 0.5 : 0.1)),
    ),
    depthRow(
      'one inside at .6, else .4',
      withRates((_, layer) => (layer === 5 ? 0.6 : 0.4)),
    ),
    depthRow(
      'one outside at .6, else .4',
      withRates((_, layer) => (layer === 7 ? 0.6 : 0.4)),
    ),
  ],
)}

## Robustness score R, 60 arms, prompts in groups of 1 to 4: coverage of its bootstrap interval

${table(
  ['selection prompts', 'test prompts', 'arms', 'true R', 'mean R', 'coverage'],
  [
    [128, 159, false],
    [128, 159, true],
    [64, 64, false],
    [64, 64, true],
  ].map((row) => coverageRow(...row)),
)}
`;
const worst = `
## The worst case over feasible attacks, prompts in groups of 1 to 4: how often its upper bound is above every arm's true success

${table(
  [
    'arms',
    'test prompts',
    'arms’ true success',
    'largest',
    'mean of the observed maximum',
    'mean bound',
    'coverage',
  ],
  [
    [1, 159, 0.2, 0],
    [20, 159, 0.2, 0],
    [180, 159, 0.2, 0],
    [180, 159, 0.2, 0.2],
    [180, 159, 0.9, 0],
    [180, 64, 0.05, 0],
    [180, 64, 0.98, 0.5],
  ].map((row) => worstCaseRow(...row)),
)}
`;
writeFileSync(new URL('methods.md', import.meta.url), markdown + worst);
