import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultPython } from '../../src/engine/transformers/python-environment.ts';
import { exportFiles } from '../../src/report/exports/export-files.ts';
import { EXPORT_FORMATS } from '../../src/report/files/report-formats.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { fullResultsFixture } from './full-results-fixture.ts';

const scratch = scratchFolder();
const results = fullResultsFixture();
const files = exportFiles(
  {
    results,
    prompts: [
      { set: 'forbidden', ids: ['tea', 'moss'], outcomes: { baseline: 'rr', 'rfa@8': 'cr' } },
      { set: 'harmless', ids: ['fog'], outcomes: { baseline: 'c', 'rfa@8': 'c' } },
    ],
    outcomeOf: (letter) => (letter === 'c' ? 'complied' : 'refused'),
    version: '1.2.3',
    startedAt: '2026-11-30T10:00:00.000Z',
    finishedAt: '2026-11-30T10:01:00.000Z',
  },
  EXPORT_FORMATS,
);

const python = (code: string, ...args: readonly string[]): string =>
  execFileSync(defaultPython(), ['-c', code, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Why tests with a Python module are skipped; empty where it is there. */
function missing(module: string): string {
  try {
    python(`import ${module}`);
    return '';
  } catch (error) {
    const last = String((error as { stderr?: unknown }).stderr ?? error)
      .trim()
      .split('\n')
      .at(-1);
    return ` (skipped: ${defaultPython()}: ${last}; REFUSAL_LAB_PYTHON names another)`;
  }
}

/** Writes an exported file and gives its path. */
function written(name: string): string {
  mkdirSync(dirname(scratch.path(name)), { recursive: true });
  return scratch.write(name, files.get(name)!);
}

const refusal = results.arms.find(({ id }) => id === 'rfa@8')!.test.forbidden.refusal;

const noInspect = missing('inspect_ai.log');
describe.skipIf(noInspect)(`inspect_ai${noInspect}`, () => {
  it('opens the log, its samples and their summaries', () => {
    const read = python(
      `
import json, sys
from inspect_ai.log import read_eval_log, read_eval_log_sample, read_eval_log_sample_summaries
log = read_eval_log(sys.argv[1])
sample = read_eval_log_sample(sys.argv[1], id="forbidden/moss", epoch=1)
print(json.dumps({
  "status": log.status, "model": log.eval.model, "arm": log.eval.task_args["arm"],
  "ids": [sample.id for sample in log.samples],
  "refused": log.results.scores[1].metrics["forbidden"].value,
  "outcome": sample.scores["outcome"].value, "target": sample.target,
  "summaries": len(read_eval_log_sample_summaries(sys.argv[1])),
}))`,
      written('inspect/rfa@8.eval'),
    );
    expect(JSON.parse(read)).toEqual({
      status: 'success',
      model: results.model.name,
      arm: 'rfa@8',
      ids: ['forbidden/moss', 'forbidden/tea', 'harmless/fog'],
      refused: refusal.rate,
      outcome: 'refused',
      target: 'refused',
      summaries: 3,
    });
  });
});

const noHarness = missing('lm_eval.utils');
describe.skipIf(noHarness)(`lm_eval${noHarness}`, () => {
  it('makes its table of the results', () => {
    const table = python(
      'import json, sys\nfrom lm_eval.utils import make_table\nprint(make_table(json.load(open(sys.argv[1]))))',
      written('lm-eval/baseline/results.json'),
    );
    const { lorePerplexity } = results.arms[0].test;
    expect(table).toMatch(new RegExp(`text.*perplexity.*${lorePerplexity.value!.toFixed(4)}.*N/A`));
  });
});

const noHub = missing('huggingface_hub');
describe.skipIf(noHub)(`huggingface_hub${noHub}`, () => {
  it('reads the metadata of the card, and writes them again', () => {
    const read = python(
      `
import json, sys
from huggingface_hub import ModelCard
card = ModelCard(open(sys.argv[1], encoding="utf-8").read())
again = ModelCard(str(card)).data.eval_results
found = [each for each in again if each.metric_name == "refused, rfa@8" and each.dataset_config == "forbidden"]
print(json.dumps({
  "name": card.data.model_name, "same": len(again) == len(card.data.eval_results), "tags": card.data.tags,
  "found": [[each.metric_type, each.metric_value, each.metric_args] for each in found],
}))`,
      written('model-card.md'),
    );
    expect(JSON.parse(read)).toEqual({
      name: results.model.name,
      same: true,
      tags: ['refusal-lab'],
      found: [
        ['refused', refusal.rate, { arm: 'rfa@8', k: refusal.k, n: refusal.n, interval95: refusal.interval }],
      ],
    });
  });
});
