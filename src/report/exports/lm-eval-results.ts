import { contentHash } from '../../formats/content-hash.ts';
import type { ArmResult, Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Rate } from '../../statistics/rate.ts';
import { armFileName, type ExportedRun, protocolHash } from './exported-run.ts';

/** A metric of a task: its value and standard error as lm-evaluation-harness writes them, and what it has no place for. */
interface Metric {
  readonly name: string;
  readonly value: number;
  /** `N/A` where there is none. */
  readonly error: number | 'N/A';
  readonly higherIsBetter: boolean;
  readonly interval: readonly [number, number] | null;
}

interface Task {
  readonly name: string;
  readonly outputType: 'multiple_choice' | 'loglikelihood_rolling' | 'generate_until';
  readonly n: number;
  readonly metrics: readonly Metric[];
}

/**
 * An arm's multiple choice and perplexities as `results.json` of lm-evaluation-harness 0.4 has them. Undefined of an arm of which neither was
 * measured. The standard error of an accuracy is the harness's, the square root of p(1 − p)/(n − 1); our 95% intervals, which hold near-duplicates
 * too, are in the tasks' metadata.
 */
export function lmEvalResults(run: ExportedRun, arm: ArmResult): object | undefined {
  const { results, version, startedAt } = run;
  const tasks = tasksOf(arm, results);
  if (tasks.length === 0) return undefined;
  const byTask = <Value>(value: (task: Task) => Value): Record<string, Value> =>
    Object.fromEntries(tasks.map((task) => [task.name, value(task)]));
  const name = subjectName(results);
  const { protocol, model } = results;
  return {
    results: byTask(({ name: alias, metrics, n }) => ({
      alias,
      sample_len: n,
      ...Object.fromEntries(
        metrics.flatMap(({ name: metric, value, error }) => [
          [`${metric},none`, value],
          [`${metric}_stderr,none`, error],
        ]),
      ),
    })),
    group_subtasks: byTask(() => []),
    configs: byTask(({ name: task, outputType, metrics }) => ({
      task,
      output_type: outputType,
      num_fewshot: 0,
      metadata: {
        version: results.version,
        refusal_lab: version,
        arm: arm.id,
        protocol_sha256: protocolHash(results),
        interval95: Object.fromEntries(metrics.map(({ name: metric, interval }) => [metric, interval])),
      },
    })),
    versions: byTask(() => results.version),
    'n-shot': byTask(() => 0),
    higher_is_better: byTask(({ metrics }) =>
      Object.fromEntries(metrics.map(({ name: metric, higherIsBetter }) => [metric, higherIsBetter])),
    ),
    'n-samples': byTask(({ n }) => ({ original: n, effective: n })),
    config: {
      model: 'refusal-lab',
      model_args: { pretrained: name, arm: arm.id, ...(model.commit ? { revision: model.commit } : {}) },
      batch_size: null,
      device: null,
      limit: null,
      gen_kwargs: null,
      random_seed: protocol.seed,
      numpy_seed: null,
      torch_seed: null,
      fewshot_seed: null,
    },
    git_hash: null,
    date: startedAt === null ? null : Date.parse(startedAt) / 1000,
    transformers_version: null,
    lm_eval_version: null,
    task_hashes: byTask(({ name: task }) => contentHash(`${task} ${protocol.textsHash}`)),
    model_source: 'refusal-lab',
    model_name: name,
    model_name_sanitized: armFileName(name),
    system_instruction: model.systemPrompt,
    chat_template_sha: model.chatTemplateHash,
  };
}

function tasksOf({ id, test }: ArmResult, { capability: choice, answers = [] }: Results): Task[] {
  const capability = choice.find(({ armId }) => armId === id);
  const words = answers.find(({ armId }) => armId === id);
  const choices: Task[] = capability
    ? [
        {
          name: 'questions',
          outputType: 'multiple_choice',
          n: capability.accuracy.n,
          metrics: [
            ...accuracy('acc', capability.accuracy),
            ...accuracy('acc_bytes', capability.accuracyPerByte),
          ],
        },
      ]
    : [];
  return [
    ...choices,
    ...(words ? [wordsTask(words.exactMatch)] : []),
    ...perplexityTask('text', test.lorePerplexity),
    ...perplexityTask('references', test.referencePerplexity),
  ].filter(({ metrics }) => metrics.length > 0);
}

const wordsTask = (exactMatch: Rate): Task => ({
  name: 'questions_in_words',
  outputType: 'generate_until',
  n: exactMatch.n,
  metrics: accuracy('exact_match', exactMatch),
});

function perplexityTask(name: string, { value, n, interval }: Estimate): Task[] {
  if (value === null || !Number.isFinite(value)) return [];
  const finite = interval?.every(Number.isFinite) ? interval : null;
  return [
    {
      name,
      outputType: 'loglikelihood_rolling',
      n,
      metrics: [{ name: 'perplexity', value, error: 'N/A', higherIsBetter: false, interval: finite }],
    },
  ];
}

function accuracy(name: string, { rate, n, interval }: Rate): Metric[] {
  if (rate === null) return [];
  const error = n < 2 ? 'N/A' : Math.sqrt((rate * (1 - rate)) / (n - 1));
  return [{ name, value: rate, error, higherIsBetter: true, interval }];
}
