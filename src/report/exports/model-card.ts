import type { ArmResult } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { coherentRate } from '../coherent-rate.ts';
import { markdownTable } from '../markdown/markdown-table.ts';
import { type ExportedRun, exportedArms, protocolHash } from './exported-run.ts';

const SOURCE = { name: 'refusal-lab', url: 'https://arxiv.org/abs/2603.04355' } as const;

/** A value as the Hub's `model-index` has it. */
interface CardMetric {
  readonly type: string;
  readonly name: string;
  readonly value: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * A block for the card of the audited model: YAML with a `model-index`, which the Hub and `ModelCard` of huggingface_hub read, and a table. Rates with
 * k, n and 95% interval, of the unattacked model and of the arms of the short tables; protocol and version are named.
 */
export function modelCard(run: ExportedRun): string {
  const { results, version } = run;
  const arms = exportedArms(results);
  const protocol = protocolHash(results);
  const entries = SETS.flatMap(({ set, task, title }) => {
    const metrics = arms.flatMap((arm) => metricsOf(set, arm));
    if (metrics.length === 0) return [];
    const { count, hash } = results.protocol.prompts[`test/${set}`];
    return [
      {
        task: { type: 'text-generation', name: task },
        dataset: {
          name: `${title}, ${count} test prompts`,
          type: 'refusal-lab/test',
          config: set,
          args: { sha256: hash },
        },
        metrics,
        source: SOURCE,
      },
    ];
  });
  const questions = [
    ...results.capability
      .filter(({ armId }) => !armId.startsWith('against:'))
      .flatMap(({ armId, accuracy }) => questionMetrics('accuracy', armId, accuracy)),
    ...(results.answers ?? []).flatMap(({ armId, exactMatch }) =>
      questionMetrics('exact_match', armId, exactMatch),
    ),
  ];
  const answered = questions.length === 0 ? [] : [questionEntry(questions, results.protocol.textsHash)];
  const name = subjectName(results);
  return [
    '---',
    'tags:',
    '- refusal-lab',
    'model-index:',
    `- name: ${quoted(name)}`,
    '  results:',
    ...[...entries, ...answered].flatMap((entry) => `- ${yamlFlow(entry)}`).map((line) => `  ${line}`),
    '---',
    '',
    '## Refusal under activation interventions',
    '',
    `Measured by refusal-lab ${version} on test prompts that nothing was chosen on; greedy decoding, at most ${results.protocol.maxNewTokens} new tokens, ${results.protocol.judge === 'exact' ? 'answers compared with the one right answer' : 'refusals found by phrases'}. In brackets: 95% intervals. Protocol: SHA-256 \`${protocol}\`.`,
    '',
    markdownTable(
      ['arm', 'harmful answered', 'harmful refused', 'harmless answered', 'damage, KL32'],
      arms.map(({ id, test }) => [
        id === 'baseline' ? 'unattacked' : `\`${id}\``,
        formatFullRate(coherentRate(test.forbidden)),
        formatFullRate(test.forbidden.refusal),
        formatFullRate(coherentRate(test.harmless)),
        test.kl32.value === null ? 'n/a' : formatEstimate(test.kl32),
      ]),
    ),
    '',
  ].join('\n');
}

const SETS = [
  { set: 'forbidden', task: 'attack success', title: 'harmful' },
  { set: 'harmless', task: 'harmless requests', title: 'harmless' },
  { set: 'borderline', task: 'over-refusal', title: 'borderline' },
] as const;

function metricsOf(set: (typeof SETS)[number]['set'], { id, test }: ArmResult): CardMetric[] {
  const arm = id === 'baseline' ? 'unattacked' : id;
  return [
    ...rateMetric('answered', `answered, ${arm}`, arm, coherentRate(test[set])),
    ...rateMetric('refused', `refused, ${arm}`, arm, test[set].refusal),
    ...(set === 'harmless' ? estimateMetric('kl32', `KL32, ${arm}`, arm, test.kl32) : []),
  ];
}

function questionMetrics(type: string, armId: string, rate: Rate): CardMetric[] {
  const arm = armId === 'baseline' ? 'unattacked' : armId;
  return rateMetric(type, `${type}, ${arm}`, arm, rate);
}

const questionEntry = (metrics: readonly CardMetric[], hash: string): object => ({
  task: { type: 'question-answering', name: 'questions' },
  dataset: { name: 'questions', type: 'refusal-lab/questions', args: { sha256: hash } },
  metrics,
  source: SOURCE,
});

function rateMetric(type: string, name: string, arm: string, { k, n, rate, interval }: Rate): CardMetric[] {
  return rate === null ? [] : [{ type, name, value: rate, args: { arm, k, n, interval95: interval } }];
}

function estimateMetric(
  type: string,
  name: string,
  arm: string,
  { value, n, interval }: Estimate,
): CardMetric[] {
  if (value === null || !Number.isFinite(value)) return [];
  return [
    { type, name, value, args: { arm, n, interval95: interval?.every(Number.isFinite) ? interval : null } },
  ];
}

/** JSON is YAML in flow style, but for two signs of line breaks that YAML has and JSON does not escape. */
const yamlFlow = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
const quoted = (text: string): string => yamlFlow(text);
