import { strToU8, zipSync } from 'fflate';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { contentHash } from '../../formats/content-hash.ts';
import type { ArmResult } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { type ExportedRun, protocolHash } from './exported-run.ts';
import { inspectSamples } from './inspect-samples.ts';
import { inspectScores } from './inspect-scores.ts';

/** The version of Inspect's log format that is written. */
const LOG_VERSION = 2;
/** Where a run does not say when it was done: Inspect's logs must have a time. */
const UNKNOWN_TIME = '1970-01-01T00:00:00+00:00';

/**
 * An arm on the test prompts as a log of Inspect (`.eval`): a zip of JSON files that `inspect view` and `read_eval_log` open. A sample is
 * a prompt by its id with its outcome; no text is in it. The same bytes for the same run.
 */
export function inspectLog(run: ExportedRun, arm: ArmResult): Uint8Array {
  const samples = inspectSamples(run, arm);
  const { evaluation, plan } = specOf(run, arm, samples.length);
  const start = { version: LOG_VERSION, eval: evaluation, plan };
  const header = {
    ...start,
    status: 'success',
    results: {
      total_samples: samples.length,
      completed_samples: samples.length,
      scores: inspectScores(arm, run.prompts),
    },
    stats: {
      started_at: run.startedAt ?? '',
      completed_at: run.finishedAt ?? '',
      model_usage: {},
      role_usage: {},
    },
    invalidated: false,
    tags: [],
    metadata: {},
  };
  const summaries = samples.map(({ id, epoch, input, target, metadata, scores }) => ({
    ...{ id, epoch, input, target, metadata, scores },
    completed: true,
  }));
  const files: Record<string, unknown> = {
    '_journal/start.json': start,
    ...Object.fromEntries(
      samples.map((sample) => [`samples/${sample.id}_epoch_${sample.epoch}.json`, sample]),
    ),
    'summaries.json': summaries,
    'header.json': header,
  };
  // Built of its local parts: the zip format has no time zone, so an instant would give other bytes elsewhere.
  const mtime = new Date(1980, 0, 1);
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, value]) => [name, strToU8(canonicalJson(value))])),
    { mtime },
  );
}

function specOf(
  { results, prompts, version, startedAt, finishedAt }: ExportedRun,
  arm: ArmResult,
  n: number,
) {
  const { model, protocol } = results;
  const identity = contentHash(canonicalJson([model, protocolHash(results), arm.id]));
  const id = (of: string): string => contentHash(`${of} ${identity}`).slice(0, 22);
  const evaluation = {
    eval_id: id('eval'),
    run_id: contentHash(canonicalJson([model, protocolHash(results)])).slice(0, 22),
    created: startedAt ?? finishedAt ?? UNKNOWN_TIME,
    task: 'refusal_audit',
    task_display_name: `refusal_audit ${arm.id}`,
    task_id: id('task'),
    task_version: results.version,
    task_attribs: {},
    task_args: { arm: arm.id },
    task_args_passed: { arm: arm.id },
    dataset: {
      name: 'test split',
      samples: n,
      sample_ids: prompts.flatMap(({ set, ids }) => ids.map((prompt) => `${set}/${prompt}`)),
      shuffled: false,
    },
    model: subjectName(results),
    model_generate_config: { max_tokens: protocol.maxNewTokens, temperature: 0, seed: protocol.seed },
    model_args: {},
    config: {},
    packages: { 'refusal-lab': version },
    metadata: {
      arm: arm.id,
      method: arm.method,
      layers: arm.layers,
      rank: arm.rank,
      scope: arm.scope,
      judge: protocol.judge,
      protocol_sha256: protocolHash(results),
      weights_sha256: model.weights,
      ...(model.commit === undefined ? {} : { commit: model.commit }),
    },
  };
  const plan = {
    name: 'plan',
    steps: [{ solver: 'greedy', params: { arm: arm.id }, params_passed: { arm: arm.id } }],
    config: { max_tokens: protocol.maxNewTokens, temperature: 0 },
  };
  return { evaluation, plan };
}
