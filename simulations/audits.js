/**
 * Error rates and power of an audit's decisions, on simulated audits whose truth is known: npm run simulate
 * Writes audits.json and audits.md beside this file; some minutes on one core. The law and the decisions: simulate-audit.js.
 */

import { writeFileSync } from 'node:fs';
import { selectArm } from '../dist/audit/selection/select-arm.js';
import { concludePaired } from '../dist/statistics/conclude-paired.js';
import { declareEffective } from '../dist/statistics/declare-effective.js';
import { minimumDetectableDifference } from '../dist/statistics/minimum-detectable-difference.js';
import { pairedTest } from '../dist/statistics/paired-test.js';
import { RandomStream } from '../dist/statistics/random-stream.js';
import { rateOf, rateOfFlags } from '../dist/statistics/rate.js';
import { testAgainstControls } from '../dist/statistics/test-against-controls.js';
import {
  DRAWS,
  drawGroups,
  FAMILY,
  GROUP_SIZES,
  kish,
  LAYERS,
  RANKS,
  RIVALS,
  SELECTION_PROMPTS,
  simulateAudit,
  simulateSingleArm,
} from './simulate-audit.js';

/** Simulated audits per row, without an effect and with one. */
const AUDITS = Number(process.argv[2] ?? 2_000);
const AUDITS_WITH_EFFECT = AUDITS / 2;
const SEED = 20_260_304;
const CORRELATIONS = [0, 0.6];
const DISCORDANCES = [0.05, 0.2, 0.4];
/** HarmBench's standard test behaviours, and more: at ψ = .05 no effect of 1.5 times what 159 prompts can show fits in. */
const SIZES = [159, 1_000];
const MULTIPLE = 1.5;
const MOST_ERRORS = 0.06;
const LEAST_POWER = 0.8;

const library = {
  concludePaired,
  declareEffective,
  pairedTest,
  rateOfFlags,
  selectArm,
  testAgainstControls,
};
let streams = 0;
/** Uniform in [0, 1); every cell of the tables has its own stream. */
function uniformStream() {
  const stream = new RandomStream(SEED, `cell ${++streams}`);
  return () => stream.uniform();
}

const counted = (results, what) => rateOf(results.filter(what).length, results.length);
const repeat = (times, run) => Array.from({ length: times }, run);
const groupsKish = kish(drawGroups(200_000, uniformStream()));
const designEffect = (correlation) => 1 + correlation * (groupsKish - 1);

function nullCell(n, discordance, correlation) {
  const uniform = uniformStream();
  const results = repeat(AUDITS, () => simulateAudit(library, { n, discordance, correlation }, uniform));
  return {
    n,
    discordance,
    correlation,
    falseEffect: Object.fromEntries(
      Object.keys(results[0].falseEffect).map((family) => [
        family,
        counted(results, ({ falseEffect }) => falseEffect[family]),
      ]),
    ),
    anyFamily: counted(results, ({ anyFamily }) => anyFamily),
    coverage: {
      difference: counted(results, ({ covered }) => covered.difference),
      rate: counted(results, ({ covered }) => covered.rate),
    },
    meanDesignEffect: results.reduce((sum, { deff }) => sum + deff, 0) / AUDITS,
    trueDesignEffect: designEffect(correlation),
  };
}

function powerCell(n, discordance, correlation, family, multiple) {
  const deff = designEffect(correlation);
  const detectable = minimumDetectableDifference(n, discordance, { deff, family });
  const delta = detectable === null ? null : multiple * detectable;
  const cell = { n, discordance, correlation, family, multiple, detectable, delta };
  const uniform = uniformStream();
  // An effect larger than the share of prompts that differ does not exist.
  if (delta === null || delta > discordance) return { ...cell, found: null };
  const scenario = { n, discordance, correlation, delta };
  const results = repeat(AUDITS_WITH_EFFECT, () => simulateAudit(library, scenario, uniform));
  return {
    ...cell,
    found: Object.fromEntries(
      Object.keys(results[0].found).map((name) => [name, counted(results, ({ found }) => found[name])]),
    ),
    coverage: counted(results, ({ covered }) => covered.difference),
    falseEffect: Object.fromEntries(
      Object.keys(results[0].falseEffect).map((name) => [
        name,
        counted(results, ({ falseEffect }) => falseEffect[name]),
      ]),
    ),
  };
}

function equivalenceCell(n, discordance, correlation, delta) {
  const uniform = uniformStream();
  const scenario = { n, discordance, correlation, delta };
  const results = repeat(5 * AUDITS, () => simulateSingleArm(library, scenario, uniform));
  return { ...scenario, calledNull: counted(results, (conclusion) => conclusion === 'null') };
}

function spreadCell(discordance, correlation, spread) {
  const uniform = uniformStream();
  const scenario = { n: SIZES[0], discordance, correlation, spread };
  const results = repeat(AUDITS_WITH_EFFECT, () => simulateAudit(library, scenario, uniform));
  return {
    ...scenario,
    againstControl: counted(results, ({ falseEffect }) => falseEffect.againstControl),
    againstAnyDraw: counted(results, ({ falseEffect }) => falseEffect.againstAnyDraw),
  };
}

const started = Date.now();
const progress = (text) => process.stderr.write(`${((Date.now() - started) / 1000).toFixed(0)} s  ${text}\n`);
const laws = DISCORDANCES.flatMap((discordance) =>
  CORRELATIONS.map((correlation) => [discordance, correlation]),
);
// The large test set only where the small one cannot hold the effect.
const cells = SIZES.flatMap((n) =>
  laws.filter(([psi]) => n === SIZES[0] || psi === 0.05).map((law) => [n, ...law]),
);

const nulls = cells.map((cell) => {
  progress(`no effect: ${cell.join(', ')}`);
  return nullCell(...cell);
});
const powers = cells.flatMap((cell) =>
  [
    [1, 1],
    [1, MULTIPLE],
    [FAMILY, 1],
  ].map(([family, multiple]) => {
    progress(`effect of ${multiple} × detectable (family of ${family}): ${cell.join(', ')}`);
    return powerCell(...cell, family, multiple);
  }),
);
const equivalences = [159, 1_000].flatMap((n) =>
  laws
    .filter(([psi]) => psi > 0.1)
    .flatMap(([psi, rho]) => [0, 0.1].map((delta) => equivalenceCell(n, psi, rho, delta))),
);

const spreads = CORRELATIONS.flatMap((rho) =>
  [0.02, 0.05, 0.1].map((spread) => spreadCell(0.2, rho, spread)),
);

const percent = (value) => `${(100 * value).toFixed(1)}`;
const shown = (rate) =>
  rate === null || rate === undefined
    ? '–'
    : `${percent(rate.rate)} (${percent(rate.interval[0])}–${percent(rate.interval[1])})`;
const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const law = ({ n, discordance, correlation }) => [n, discordance, correlation];

const controlled = [
  'chosenAgainstRival',
  'againstControl',
  'againstAnyDraw',
  'againstUnattacked',
  'declaredEffective',
];
const worst = Math.max(
  ...spreads.map(({ againstAnyDraw }) => againstAnyDraw.rate),
  ...nulls.flatMap(({ falseEffect }) => controlled.map((family) => falseEffect[family].rate)),
);
const promised = powers.filter(({ found, multiple }) => found && multiple === MULTIPLE);
const weakest = Math.min(...promised.map(({ found }) => found.againstUnattacked.rate));
const summary = {
  largestErrorOfAFamily: worst,
  errorsWithinBound: worst <= MOST_ERRORS,
  smallestPower: weakest,
  powerWithinBound: weakest >= LEAST_POWER,
};

const markdown = `# Simulated audits

Written by \`npm run simulate\` (seed ${SEED}, ${AUDITS.toLocaleString('en')} audits a row without effect, ${AUDITS_WITH_EFFECT.toLocaleString('en')} with one; 95% Monte-Carlo intervals in parentheses; percent). Each audit has ${RANKS.length * LAYERS} pca-ot arms
(${LAYERS} layers × ${RANKS.length} ranks) with ${DRAWS} control draws each, ${RIVALS.length} rivals, ${SELECTION_PROMPTS} selection and n test prompts in duplicate groups of 1 to 4 (shares ${GROUP_SIZES.join(', ')};
Σ n_g²/n = ${groupsKish.toFixed(2)}), ψ the share of prompts on which an arm differs from the unattacked model, ρ the correlation of two such differences within a group. The decisions are those of the library. The law
is in simulate-audit.js.

## No arm has an effect: share of audits in which one is called effective

Families: the chosen arm against the best rival (1 test); arms against their control draws, and also against any draw (${RANKS.length * LAYERS} each); every arm against the unattacked model (${FAMILY}); *declared*: better than both
unattacked model and any draw (${RANKS.length * LAYERS}). Each is to err in at most 5% of audits, and with simulation error in at most ${100 * MOST_ERRORS}%: ${summary.errorsWithinBound ? 'it does' : 'IT DOES NOT'} (largest ${percent(worst)}). The families are
adjusted separately, so an audit that reads all three (rival, any draw, unattacked) errs more often (*any*); *joined* is Holm over all ${FAMILY + RANKS.length * LAYERS + 1} tests at once.

${table(
  [
    'n',
    'ψ',
    'ρ',
    'against rival',
    'against control',
    'against any draw',
    'against unattacked',
    'declared',
    'any',
    'joined',
  ],
  nulls.map((cell) => [
    ...law(cell),
    ...controlled.map((family) => shown(cell.falseEffect[family])),
    shown(cell.anyFamily),
    shown(cell.falseEffect.joinedFamilies),
  ]),
)}

Coverage of the 95% intervals, and the design effect of the differences (floor 1):

${table(
  ['n', 'ψ', 'ρ', 'paired difference', 'rate', 'mean estimated deff', 'true deff'],
  nulls.map((cell) => [
    ...law(cell),
    shown(cell.coverage.difference),
    shown(cell.coverage.rate),
    cell.meanDesignEffect.toFixed(2),
    cell.trueDesignEffect.toFixed(2),
  ]),
)}

## One arm has an effect: how often it is found

δ planted in one arm is a multiple of the minimum detectable difference (MDD) for one test (family 1: α = .05) or for the first step of Holm's method over ${FAMILY} tests (α = .05/${FAMILY}). *Alone*: unadjusted p < .05.
*Found*: adjusted over the ${FAMILY} arms. The promise is ${100 * LEAST_POWER}% *found* at ${MULTIPLE} MDD: ${summary.powerWithinBound ? 'kept' : 'NOT KEPT'} (smallest ${percent(weakest)}). At 1 MDD the unadjusted test has its 80%
and the adjusted one, as it must, less: what an audit can find of one arm among many is the family's MDD. "–": δ would exceed ψ, so there is no such effect. *Against control* and *declared* compare with ${DRAWS} draws that vary as
much as the arm does, for which the MDD is not a promise. *Others*: an arm without effect is called effective against the unattacked model.

${table(
  [
    'n',
    'ψ',
    'ρ',
    'MDD of',
    '×',
    'δ',
    'alone',
    'found',
    'against control',
    'against any draw',
    'declared',
    'others',
    'coverage',
  ],
  powers.map((cell) => [
    ...law(cell),
    cell.family,
    cell.multiple,
    cell.delta === null ? 'none' : cell.delta.toFixed(3),
    shown(cell.found?.alone),
    shown(cell.found?.againstUnattacked),
    shown(cell.found?.againstControl),
    shown(cell.found?.againstAnyDraw),
    shown(cell.found?.declaredEffective),
    shown(cell.falseEffect?.againstUnattacked),
    shown(cell.coverage),
  ]),
)}

## One arm, tested alone: how often its difference is called none (within ±.10)

At a true difference of .10 that is an error, to be made at most 2.5% of the time; at 0 it is right.

${table(
  ['n', 'ψ', 'ρ', 'δ', 'called null'],
  equivalences.map((cell) => [...law(cell), cell.delta, shown(cell.calledNull)]),
)}

## Where control draws differ from each other: share of audits in which an arm that is one more draw is called an effect

Each arm and each draw has a true effect of its own (uniform, standard deviation given). The control test compares an arm with the very draws that were made, so it finds these differences, rightly as a
statement about prompts, wrongly as one about maps of this size in general. For that the arm is also compared with the spread of draws, pooled over the arms, and the larger p counts (*against any draw*).

${table(
  ['n', 'ψ', 'ρ', 'spread of true effects', 'against control', 'against any draw'],
  spreads.map((cell) => [...law(cell), cell.spread, shown(cell.againstControl), shown(cell.againstAnyDraw)]),
)}
`;
const file = (name) => new URL(name, import.meta.url);
writeFileSync(
  file('audits.json'),
  `${JSON.stringify({ seed: SEED, audits: AUDITS, auditsWithEffect: AUDITS_WITH_EFFECT, family: FAMILY, kish: groupsKish, summary, nulls, powers, equivalences, spreads }, null, 2)}\n`,
);
writeFileSync(file('audits.md'), markdown);
progress(`largest error ${percent(worst)}%, smallest power ${percent(weakest)}%`);
if (!summary.errorsWithinBound || !summary.powerWithinBound) process.exitCode = 1;
