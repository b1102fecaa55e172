/**
 * What the paper in one command takes, for each of its models: node bench/reproduce.js prints the table of docs/reproduce.md.
 *
 * The options are those of presets/pca-ot-paper.toml, work is counted as `audit --plan` counts it, for prompts of 40 tokens of which 20 are
 * a template that they share. Gigabytes are those of the published bfloat16 weights; the judge's are 26 more. Hours are those of a machine
 * that keeps up the given rate of float operations in matrix products, of the model and of the judge, which reads every completion of the
 * unattacked model and the three chosen arms.
 */

import { parseArgs } from 'node:util';
import { forecastAudit } from '../dist/audit/forecast/forecast-audit.js';
import { auditOptions } from '../dist/audit/subject/audit-options.js';
import { expectedTensors } from '../dist/checkpoint/expected-tensors.js';
import { parseModelConfig } from '../dist/checkpoint/model-config.js';
import { auditRequest, auditSettings } from '../dist/cli/commands/audit/audit-settings.js';
import { readPreset } from '../dist/cli/commands/audit/read-preset.js';
import { plannedData } from './planned-data.js';
import { PUBLISHED_CONFIGS } from './published-configs.js';

const { values } = parseArgs({ options: { rate: { type: 'string', default: '100e9,100e12' } } });
const RATES = values.rate.split(',').map(Number);
const MODELS = {
  'Llama-2-7B': 'meta-llama/Llama-2-7b-chat-hf',
  'Llama-2-13B': 'meta-llama/Llama-2-13b-chat-hf',
  'Llama-3.1-8B': 'meta-llama/Llama-3.1-8B-Instruct',
  'Qwen2.5-7B': 'Qwen/Qwen2.5-7B-Instruct',
  'Qwen2.5-14B': 'Qwen/Qwen2.5-14B-Instruct',
  'Qwen2.5-32B': 'Qwen/Qwen2.5-32B-Instruct',
};
/** HarmBench's standard behaviours. */
const BEHAVIOURS = 159;
/** Of the judge's own instructions. */
const JUDGE_PROMPT = 450;

const given = readPreset('pca-ot-paper');
const { options: asked, judges } = auditRequest(auditSettings(given), given);
const options = auditOptions(asked, judges);
const data = plannedData({
  fit: options.fitPrompts,
  selection: options.selectionPrompts,
  testHarmful: BEHAVIOURS,
  testHarmless: options.testHarmless,
  template: 20,
  length: 40,
});

const weightsOf = (config) =>
  expectedTensors(config).reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
const gigabytes = (bytes) => (bytes / 1e9).toPrecision(bytes < 1e11 ? 2 : 3);
const hours = (seconds) =>
  seconds < 3600 ? `${(seconds / 60).toFixed(0)} min` : `${Math.round(seconds / 3600)} h`;
const head = RATES.map((rate) => (rate >= 1e12 ? `${rate / 1e12} TFLOP/s` : `${rate / 1e9} GFLOP/s`));

const judged = weightsOf(parseModelConfig(PUBLISHED_CONFIGS['Llama-2-13B'], 'judge'));
const judgeOperations = 4 * BEHAVIOURS * 2 * judged * (JUDGE_PROMPT + 40 + options.maxNewTokens);

console.log(`| model | GB | memory, float32 | completions | ${head.join(' | ')} |`);
console.log(`|---|---:|---:|---:|${RATES.map(() => '---:|').join('')}`);
for (const [name, repository] of Object.entries(MODELS)) {
  const config = parseModelConfig(PUBLISHED_CONFIGS[name], name);
  const weights = weightsOf(config);
  const times = [];
  let completions = 0;
  for (const rate of RATES) {
    const forecast = await forecastAudit({ config, name }, data, options, { workers: 1, rate, small: false });
    completions = forecast.completions;
    times.push(`${hours(forecast.seconds)} + ${hours(judgeOperations / rate)}`);
  }
  console.log(
    `| \`hf:${repository}\` | ${gigabytes(2 * weights)} | ${gigabytes(4 * weights)} GB | ${completions.toLocaleString('en')} | ${times.join(' | ')} |`,
  );
}
