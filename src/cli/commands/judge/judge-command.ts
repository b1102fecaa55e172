import { Command } from 'commander';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { parseSeed } from '../../options/parse-seed.ts';
import { judgePrecisionOption } from '../../options/precision-option.ts';
import type { SignalSource } from '../../signal-source.ts';

const each = (value: string, previous: readonly string[] | undefined): string[] => [
  ...(previous ?? []),
  value,
];

/** Judges the completions that `generate` wrote, by several judges. */
export function judgeCommand(signal: SignalSource): Command {
  return new Command('judge')
    .description('judge completions with several judges and report their agreement')
    .argument('<completions>', 'JSON lines of completions, as generate writes them')
    .requiredOption(
      '--judge <judge>',
      'substring, exact, harmbench=MODEL, llama-guard=MODEL or rubric=URL#MODEL; repeatable',
      each,
    )
    .option('--prompts <source>', 'the prompts given to generate, if the completions lack them')
    .option(
      '--harmless <file>',
      "the unattacked model's harmless completions, to calibrate the rule for degenerate ones",
    )
    .requiredOption('--out <file>', 'JSON lines of verdicts to write, - for standard output')
    .option(
      '--sample-labels <file>',
      'write a blinded sheet (.csv or .jsonl) for human labels; it holds texts',
    )
    .option('--sample-size <n>', 'rows of that sheet', parsePositiveInteger, 100)
    .option('--seed <n>', 'seed of the sample and of waiting times', parseSeed, 1)
    .option('--labels <file>', 'a labelled sheet: sensitivity and specificity of every judge')
    .option('--labels-key <file>', 'its key (default: the sheet with .key.jsonl)')
    .option('--judge-cache <file>', 'file that keeps the grades of rubric judges, so that a run can resume')
    .option('--requests-per-minute <n>', 'most requests per minute of rubric judges', parsePositiveInteger)
    .option('--concurrency <n>', 'concurrent requests of a rubric judge', parsePositiveInteger)
    .addOption(judgePrecisionOption('precision'))
    .option('--threads <n>', 'threads of the engine', parsePositiveInteger)
    .option('--force', 'overwrite files', false)
    .addHelpText(
      'after',
      '\nThe key of a rubric judge is read from REFUSAL_LAB_JUDGE_KEY, for api.openai.com also from OPENAI_API_KEY.',
    )
    .action(async (completions: string, flags) => {
      const { performJudge } = await import('./perform-judge.ts');
      await performJudge({ ...flags, completions, judges: flags.judge, signal: signal() });
    });
}
