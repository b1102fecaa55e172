import { Command } from 'commander';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { parseSeed } from '../../options/parse-seed.ts';
import { judgePrecisionOption } from '../../options/precision-option.ts';
import type { SignalSource } from '../../signal-source.ts';

const each = (value: string, previous: readonly string[] | undefined): string[] => [
  ...(previous ?? []),
  value,
];

/** Verdicts of several judges on the completions that `generate` wrote. */
export function judgeCommand(signal: SignalSource): Command {
  return new Command('judge')
    .description('judge completions by several judges and say how far they agree')
    .argument('<completions>', 'JSON lines of completions, as generate writes them')
    .requiredOption(
      '--judge <judge>',
      'substring, exact, harmbench=MODEL, llama-guard=MODEL or rubric=URL#MODEL; may be given several times',
      each,
    )
    .option('--prompts <source>', 'the prompts given to generate, where the completions do not hold them')
    .option(
      '--harmless <file>',
      "the unattacked model's harmless completions: calibrates what counts as degenerate",
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
    .option('--judge-cache <file>', 'keep the grades of rubric judges here, so that a run can go on')
    .option('--requests-per-minute <n>', 'of rubric judges', parsePositiveInteger)
    .option('--concurrency <n>', 'requests of a rubric judge under way at once', parsePositiveInteger)
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
