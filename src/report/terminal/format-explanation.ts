import type { Stage, StagedArm } from '../../results/design-result.ts';
import type { PromptExplanation, PromptTrajectory } from '../../results/prompt-explanation.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { wrapText } from '../../wording/wrap-text.ts';
import { whyLeft } from '../design-arms.ts';

const COLUMNS = 100;
/** Divergence of one step as a bar, nats: none, < .01, < .1, < 1, more. */
const LEVELS = [0.001, 0.01, 0.1, 1] as const;
const BARS = '·▁▃▅█';
const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  screen: 'the screen',
  halving: 'halving',
  selection: 'the selection split',
  test: 'the test split',
};

/** What `explain` prints. `prompt`: its text, null where it is not to be shown. */
export function formatExplanation(explanation: PromptExplanation, prompt: string | null): string {
  const { id, set, tokens, outcomes, trajectories, left = [] } = explanation;
  const byOutcome = new Map<string, string[]>();
  for (const { armId, outcome } of outcomes) {
    if (outcome === null) continue;
    byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), armId]);
  }
  const measured = [...byOutcome.values()].reduce((sum, arms) => sum + arms.length, 0);
  return [
    `${id} (${set.replace('forbidden', 'harmful')}, ${tokens} tokens)${prompt === null ? '' : `: ${oneLine(prompt)}`}`,
    '',
    `Outcome under ${measured} arms:`,
    ...[...byOutcome].flatMap(([outcome, arms]) =>
      wrapText(`${outcome} (${arms.length}): ${arms.join(', ')}`, COLUMNS - 4).map(
        (line, i) => `${i === 0 ? '  ' : '    '}${line}`,
      ),
    ),
    '',
    ...(left.length > 0
      ? ['Left before the test split, so without an outcome here:', ...left.flatMap(leftLines), '']
      : []),
    ...wrapText(
      `Token by token; | where it first differs from the unattacked completion. KL(unattacked ‖ attacked) along that completion, nats per step: ${LEVELS.map((level, i) => `${BARS[i]} < ${level}`).join(', ')}, ${BARS.at(-1)} more.`,
      COLUMNS,
    ),
    ...trajectories.flatMap((trajectory) => ['', ...linesOf(trajectory)]),
    '',
  ].join('\n');
}

/** `  act-add@1: left at the screen, not among …`, and below it what the stages saw. */
function leftLines(arm: StagedArm): string[] {
  const { armId, reached, screen, halving } = arm;
  const seen = [
    ...(screen
      ? [
          `screen: refusal score ${formatEstimate(screen.refusalScore)} nats, KL1 ${formatEstimate(screen.kl1)}, n = ${screen.refusalScore.n}`,
        ]
      : []),
    ...(halving
      ? [`short completions: ${formatFullRate(halving.unrefused)} unrefused, KL ${formatNumber(halving.kl)}`]
      : []),
  ];
  const text = `${armId}: left at ${STAGE_WORDS[reached]}, ${whyLeft(arm)}${seen.length > 0 ? ` (${seen.join('; ')})` : ''}`;
  return wrapText(text, COLUMNS - 4).map((line, i) => `${i === 0 ? '  ' : '    '}${line}`);
}

function linesOf({ armId, pieces, flipsAt, divergence, finish }: PromptTrajectory): string[] {
  const total = divergence.reduce((sum, value) => sum + value, 0);
  const where = flipsAt === null ? 'identical to baseline' : `differs from step ${flipsAt}`;
  const largest = Math.max(0, ...divergence);
  const text = pieces.map((piece, step) => (step === flipsAt ? `|${piece}` : piece)).join('');
  return [
    `${armId}: ${where}${finish === 'length' ? ', cut off' : ''}; total KL ${formatNumber(total)}, maximum ${formatNumber(largest)} at step ${divergence.indexOf(largest)}`,
    `  ${divergence.map(barOf).join('')}`,
    ...(pieces.length > 0 ? [`  ${oneLine(text)}`] : []),
  ];
}

function barOf(value: number): string {
  const level = LEVELS.findIndex((limit) => value < limit);
  return level < 0 ? BARS[BARS.length - 1] : BARS[level];
}

/** A model's text must not move the cursor. */
function oneLine(text: string): string {
  return text.replace(/\n/g, '⏎').replace(/\p{Cc}/gu, '�');
}
