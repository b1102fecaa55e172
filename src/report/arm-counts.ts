import type { ArmRole } from '../results/arm-words.ts';
import type { Results } from '../results/results.ts';
import { formatCount } from '../wording/format-count.ts';

/** Arms beside the unattacked model, by what they are for. */
export interface ArmCounts {
  /** Attacks that are compared with each other and with the unattacked model. */
  readonly compared: number;
  /** Further strengths of pca-ot arms. */
  readonly strengths: number;
  readonly controls: number;
}

/** `62 arms measured = 28 compared + 5 strengths + 29 controls`: one sentence wherever arms are counted. */
export function armsMeasured({ compared, strengths, controls }: ArmCounts): string {
  const [all, a, b, c] = [compared + strengths + controls, compared, strengths, controls].map(formatCount);
  return `${all} arms measured = ${a} compared + ${b} strengths + ${c} controls`;
}

/** The arms of a finished audit on the test split. */
export function armCounts({ arms, strengths, controls }: Results): ArmCounts {
  const compared = new Set(arms.filter(({ role }) => isCompared(role)).map(({ id }) => id));
  const further = new Set([
    ...arms.filter(({ role }) => role === 'strength').map(({ id }) => id),
    // λ = 1 is the arm itself.
    ...strengths.map(({ armId }) => armId).filter((id) => !compared.has(id)),
  ]);
  return { compared: compared.size, strengths: further.size, controls: controls.length };
}

/** Counts of a plan's groups. */
export function plannedArmCounts(
  groups: readonly { readonly role: ArmRole; readonly ids: readonly string[] }[],
): ArmCounts {
  const count = (kept: (role: ArmRole) => boolean): number =>
    groups.filter(({ role }) => kept(role)).reduce((sum, { ids }) => sum + ids.length, 0);
  return {
    compared: count(isCompared),
    strengths: count((role) => role === 'strength'),
    controls: count((role) => role === 'control'),
  };
}

const isCompared = (role: ArmRole): boolean =>
  role !== 'baseline' && role !== 'strength' && role !== 'control';
