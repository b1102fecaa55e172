/**
 * What an audit of each of the paper's models takes at each effort, worked out from their published configurations: node bench/plans.js
 *
 * Work is counted as `audit --plan` counts it (src/audit/forecast), for prompts of 40 tokens of which 20 are a template that they share: 128 + 128 to
 * fit, 128 + 128 to select with, 159 harmful and 100 harmless to test, completions of 256 tokens. Hours are those of a machine that keeps up
 * the given rate of float operations in matrix products; --rate 100e9,100e12 (two cores of a server in float32, a data-centre GPU in bfloat16).
 * --parts: where the work of a standard audit of the first model goes, instead of the table.
 */

import { parseArgs } from 'node:util';
import { forecastAudit } from '../dist/audit/forecast/forecast-audit.js';
import { auditOptions } from '../dist/audit/subject/audit-options.js';
import { parseModelConfig } from '../dist/checkpoint/model-config.js';
import { EFFORTS } from '../dist/results/effort.js';
import { plannedData } from './planned-data.js';
import { PUBLISHED_CONFIGS } from './published-configs.js';

const { values } = parseArgs({
  options: { rate: { type: 'string', default: '100e9,100e12' }, parts: { type: 'boolean', default: false } },
});
const RATES = values.rate.split(',').map(Number);
const MODELS = [
  'Qwen2.5-0.5B',
  'Llama-2-7B',
  'Llama-2-13B',
  'Llama-3.1-8B',
  'Qwen2.5-7B',
  'Qwen2.5-14B',
  'Qwen2.5-32B',
];

const data = plannedData({
  fit: 128,
  selection: 128,
  testHarmful: 159,
  testHarmless: 100,
  template: 20,
  length: 40,
});

if (values.parts) {
  const [name] = MODELS;
  const config = parseModelConfig(PUBLISHED_CONFIGS[name], name);
  const options = auditOptions({ effort: 'standard', maxNewTokens: 256 });
  const { parts } = await forecastAudit({ config, name }, data, options, {
    workers: 1,
    rate: RATES[0],
    small: false,
  });
  for (const [part, operations] of [...parts].sort(([, a], [, b]) => b - a))
    console.log(`| ${part} | ${(operations / 1e12).toFixed(0)} |`);
  process.exit();
}

const hours = (seconds) =>
  seconds < 3600 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toPrecision(3)} h`;
const head = RATES.map((rate) => `${rate / 1e12 >= 1 ? `${rate / 1e12} TFLOP/s` : `${rate / 1e9} GFLOP/s`}`);
console.log(`| model | effort | completions | TFLOP | ${head.join(' | ')} |`);
console.log(`|---|---|---|---|${RATES.map(() => '---|').join('')}`);
for (const name of MODELS) {
  const config = parseModelConfig(PUBLISHED_CONFIGS[name], name);
  for (const effort of EFFORTS) {
    const options = auditOptions({ effort, maxNewTokens: 256 });
    const forecasts = [];
    for (const rate of RATES)
      forecasts.push(
        await forecastAudit({ config, name }, data, options, { workers: 1, rate, small: false }),
      );
    const [{ completions, operations }] = forecasts;
    const times = forecasts.map(({ seconds }) => hours(seconds)).join(' | ');
    console.log(
      `| ${name} | ${effort} | ${completions.toLocaleString('en')} | ${Math.round(operations / 1e12).toLocaleString('en')} | ${times} |`,
    );
  }
}
