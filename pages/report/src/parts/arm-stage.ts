import type { PageArm, ReportPage } from '../../../../src/report/page/page-data.ts';

/** A number of an arm, and what it is in a sentence where that needs one. */
export type ArmNumber = readonly [label: string, value: string, note?: string];

/** How far an arm came, and why no further. */
export interface ArmStage {
  readonly reached: string;
  /** A sentence. */
  readonly why: string;
  /** What the stages measured, as it is read. */
  readonly measured: readonly ArmNumber[];
}

/** Of an arm on the test split. */
export function stageOfArm(
  { role, chosen, flag }: PageArm,
  { stages }: Pick<ReportPage, 'stages'>,
): ArmStage {
  const choice = !chosen
    ? ''
    : flag === ''
      ? ' Its method’s own selection chose it.'
      : ` It stands in for its method: ${flag}.`;
  const why =
    role === 'baseline'
      ? 'The model as it is: every arm is compared with it.'
      : stages === null
        ? 'Every arm of this audit was measured in full.'
        : 'It was measured in full; it left at no stage.';
  return { reached: 'test', why: `${why}${choice}`, measured: [] };
}

/** Of an arm that left before the test split; null where the run knows no such arm. */
export function stageOfLeft({ stages }: Pick<ReportPage, 'stages'>, id: string): ArmStage | null {
  const row = stages?.left.rows.find(([arm]) => arm === id);
  if (!stages || row === undefined) return null;
  const [, reached, why, ...values] = row;
  const measured = stages.left.columns
    .slice(3)
    .map((heading, i): ArmNumber => [heading, values[i]])
    .filter(([, value]) => value !== '–');
  return { reached, why: `It left after that stage: ${why}.`, measured };
}
