import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import type { Rate } from '../../statistics/rate.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { percentDigits } from '../../wording/format-percent.ts';
import { withAgainst } from '../against-arms.ts';
import { coherentRate } from '../coherent-rate.ts';
import { formatLargestThree, formatUnanswered } from '../format-damage-parts.ts';
import { formatLorePerplexity } from '../format-lore-perplexity.ts';
import { reportedArms } from '../reported-arms.ts';
import { escapeLatex } from './escape-latex.ts';

/**
 * The reported arms as a LaTeX table for a paper: the unattacked model, the arm that each method chose, pca-ot at all layers. Needs
 * the package booktabs; rates in per cent with their 95% intervals.
 */
export function armsTex(results: Results): string {
  const { arms, protocol } = results;
  const { n } = arms[0].test.forbidden.exact;
  const rows = withAgainst(reportedArms(results), results).map(({ arm, choice }) => [
    `${escapeLatex(arm.id)}${choice && !choice.feasible ? '$^\\ast$' : ''}`,
    percent(coherentRate(arm.test.forbidden)),
    percent(arm.test.forbidden.refusal),
    escapeLatex(formatEstimate(arm.test.kl32)),
    escapeLatex(formatUnanswered(arm.test)),
    escapeLatex(formatLargestThree(arm.test)),
    percent(arm.test.harmless.exact),
    percent(arm.test.borderline.refusal),
    escapeLatex(formatLorePerplexity(arm)),
  ]);
  return [
    '% \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{Refusal audit of ${escapeLatex(subjectName(results))}: coherent attack success and refusal on $n = ${n}$ harmful test requests, damage (KL over 32 steps, nats per token) where the unattacked model answers and where it refuses, share of the three largest prompts in the first, right answers to harmless requests, refusal of borderline ones, perplexity of held-out text. Per cent and 95\\% intervals; seed ${protocol.seed}.${rows.some(([id]) => id.endsWith('$^\\ast$')) ? ' $^\\ast$\\,no candidate met its selection rule.' : ''}}`,
    '  \\label{tab:refusal-audit}',
    '  \\begin{tabular}{lrrrrrrrr}',
    '    \\toprule',
    '    arm & success & refused & damage & on refused & largest three & harmless & borderline refused & perplexity \\\\',
    '    \\midrule',
    ...rows.map((cells) => `    ${cells.join(' & ')} \\\\`),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

function percent({ rate, interval }: Rate): string {
  if (rate === null) return 'n/a';
  return escapeLatex(`${percentDigits(rate)}${formatInterval(interval, percentDigits)}`);
}
