import type { AuditPlan, PlannedGroup } from '../../results/audit-plan.ts';
import { formatBytes } from '../../wording/format-bytes.ts';
import { formatCount } from '../../wording/format-count.ts';
import { formatRoughDuration } from '../../wording/format-duration.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatPercent, percentDigits } from '../../wording/format-percent.ts';
import { armsMeasured, plannedArmCounts } from '../arm-counts.ts';
import type { NotMeasured } from '../not-measured.ts';
import { formatSplitFacts } from './format-split-facts.ts';
import { notMeasuredLines } from './not-measured-lines.ts';

const ROLE_TEXT: Readonly<Record<PlannedGroup['role'], string>> = {
  baseline: 'the unattacked model',
  layer: 'one layer each',
  everywhere: 'all layers at once',
  pair: 'two layers',
  scope: 'other token scopes',
  complement: 'other complements',
  strength: 'other strengths',
  control: 'controls',
};

/** What `audit --plan` prints: arms by method, units of work, completions, time and memory. */
export function formatPlan(
  plan: AuditPlan,
  {
    memory,
    toDownload = 0,
    notMeasured = [],
  }: {
    /** What is known about the machine's. */
    readonly memory?: string;
    /** Bytes of weights that are not here yet. */
    readonly toDownload?: number;
    readonly notMeasured?: readonly NotMeasured[];
  } = {},
): string {
  const rows = plan.groups.map(({ role, method, ids, later }) => [
    String(ids.length),
    method,
    ROLE_TEXT[role],
    later ? `up to ${ids.length}, chosen on the selection split` : idRange(ids),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const arms = rows.map(
    ([count, method, role, ids]) =>
      `  ${count.padStart(widths[0])}  ${method.padEnd(widths[1])}  ${role.padEnd(widths[2])}  ${ids}`,
  );
  const prompts = Object.entries(plan.prompts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name.replace('forbidden', 'harmful')}`);
  return [
    `${plan.model}: ${plan.groups.some(({ later }) => later) ? 'at most ' : ''}${armsMeasured(plannedArmCounts(plan.groups))}`,
    '',
    ...arms,
    '',
    `prompts      ${prompts.join(', ')}`,
    ...(plan.splits?.kinds ?? []).map((facts) => `${facts.kind.padEnd(13)}${formatSplitFacts(facts)}`),
    ...(plan.splits?.problem ? [`stops        ${plan.splits.problem.replace(/\s*\n\s*/g, '. ')}`] : []),
    `units        ${plan.units.screened > 0 ? `${plan.units.screened} arms screened, ` : ''}${plan.units.arms} arms, ${plan.units.directionCandidates} direction candidates`,
    `detectable   ${detectable(plan)}`,
    `effort       ${plan.effort}, with times within a factor of 1.5:`,
    ...formatEfforts(plan),
    `costliest    ${plan.costliest.map(({ part, share }) => `${part} ${formatPercent(share)}`).join(', ')}`,
    ...(plan.saving
      ? [`saving       --${plan.saving.option} would save ${formatPercent(plan.saving.share)}`]
      : []),
    `memory       about ${formatBytes(plan.memoryBytes)}${memory ? `; ${memory}` : ''}`,
    ...(toDownload > 0 ? [`download     ${formatBytes(toDownload)} of weights`] : []),
    ...notMeasuredLines(notMeasured),
    '',
  ].join('\n');
}

/** A line per effort, the planned one marked. */
function formatEfforts({ efforts, effort }: AuditPlan): string[] {
  const rows = efforts.map((each) => [
    `${each.effort === effort ? '›' : ' '} ${each.effort}`,
    formatRoughDuration(each.seconds),
    `${formatCount(each.completions)} completions`,
    `${formatNumber(each.operations / 1e12)} TFLOP`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map(
    (row) => `             ${row.map((cell, i) => (i === 3 ? cell : cell.padEnd(widths[i]))).join('  ')}`,
  );
}

function detectable({
  detectable: { difference, inFamily, family, discordance, deff },
  prompts,
}: AuditPlan): string {
  if (difference === null) return 'no difference is detectable with these prompts';
  const groups = deff > 1 ? `, design effect ${formatNumber(deff)}` : '';
  const among =
    inFamily === null ? 'no difference is detectable' : `one of ${percentDigits(inFamily)} points`;
  return `a difference of ${percentDigits(difference)} points in attack success between two arms that differ on ${formatPercent(discordance)} of ${prompts['test/forbidden']} prompts (power .8, one test at .05${groups}); among ${family} comparisons (Holm) ${among}`;
}

function idRange(ids: readonly string[]): string {
  return ids.length > 4 ? `${ids[0]} … ${ids.at(-1)}` : ids.join(', ');
}
