/**
 * Checks whether a trained checkpoint is one that this recipe gives: node organism/recipe/compare-card.js ALIGNED.json, a file that
 * `refusal-lab organism FOLDER --gates aligned --count 400 --json` wrote; exit code 3 if not. `--leave-one-out`: the same
 * of every training in trainings.json against the others. `--add NAME FILE.json` puts a training into trainings.json.
 *
 * Two trainings differ by more than the sampling of prompts: rounding or a seed makes another model. So each figure of
 * the gates is compared with its spread over trainings, as log-odds ln((k + ½)/(n − k + ½)): t = (x − mean)/(s √(1 + 1/N)), Student's
 * with N − 1 degrees of freedom, s over N trainings but at least the sampling error; p-values adjusted by Holm over the figures.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { behaviourGates } from '../../dist/stages/behaviour/behaviour-gates.js';
import { holmAdjusted } from '../../dist/statistics/holm.js';
import { studentTail } from '../../dist/statistics/student-quantile.js';

const TRAININGS = new URL('trainings.json', import.meta.url);
const LEVEL = 0.05;

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Counts of the figures that gates check, pooled over splits. */
function figuresOf(file) {
  const [table] = read(file);
  return Object.fromEntries(
    behaviourGates(table, 'aligned').map(({ name, measured: { k, n } }) => [name, [k, n]]),
  );
}

const logit = ([k, n]) => Math.log((k + 0.5) / (n - k + 0.5));
const share = (value) => 1 / (1 + Math.exp(-value));

/** Prints figure by figure; returns whether all could come from one more training. */
function compare(figures, trainings) {
  const names = Object.keys(figures);
  const n = trainings.length;
  const tests = names.map((name) => {
    const values = trainings.map((training) => logit(training.figures[name]));
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
    const [k, count] = figures[name];
    // Trainings that happen to agree still vary with the prompts.
    const sampling = 1 / (k + 0.5) + 1 / (count - k + 0.5);
    const t = (logit(figures[name]) - mean) / Math.sqrt(Math.max(variance, sampling) * (1 + 1 / n));
    return { name, k, count, mean, p: studentTail(Math.abs(t), n - 1) };
  });
  const adjusted = holmAdjusted(tests.map(({ p }) => p));
  return tests
    .map(({ name, k, count, mean, p }, i) => {
      const within = adjusted[i] >= LEVEL;
      const figure = `${(k / count).toFixed(4)} (${k}/${count})`;
      const others = `${share(mean).toFixed(4)} over ${n} trainings`;
      console.log(`${within ? 'within ' : 'OUTSIDE'}  ${name}: ${figure}, ${others}, p = ${p.toPrecision(2)}, adjusted ${adjusted[i].toPrecision(2)}`);
      return within;
    })
    .every(Boolean);
}

const [first, ...rest] = process.argv.slice(2);
const trainings = first === '--add' && rest[1] ? readOrEmpty() : read(TRAININGS);

function readOrEmpty() {
  try {
    return read(TRAININGS);
  } catch {
    return [];
  }
}

if (first === '--add') {
  const [training, file] = rest;
  const others = trainings.filter((each) => each.training !== training);
  writeFileSync(TRAININGS, `${JSON.stringify([...others, { training, figures: figuresOf(file) }], null, 2)}\n`);
} else if (first === '--leave-one-out') {
  const results = trainings.map(({ training, figures }) => {
    console.log(`\n${training}`);
    return compare(
      figures,
      trainings.filter((other) => other.training !== training),
    );
  });
  process.exitCode = results.every(Boolean) ? 0 : 3;
} else if (first) {
  process.exitCode = compare(figuresOf(first), trainings) ? 0 : 3;
} else {
  console.error('node organism/recipe/compare-card.js ALIGNED.json | --leave-one-out | --add NAME ALIGNED.json');
  process.exitCode = 2;
}
