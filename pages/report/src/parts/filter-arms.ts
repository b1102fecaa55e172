import type { PageArm } from '../../../../src/report/page/page-data.ts';

export interface ArmFilter {
  /** Part of an arm's id; several words must all be in it. */
  readonly text: string;
  /** Empty: all. */
  readonly method: string;
  readonly role: string;
  readonly intactOnly: boolean;
  readonly chosenOnly: boolean;
}

export const NO_FILTER: ArmFilter = {
  text: '',
  method: '',
  role: '',
  intactOnly: false,
  chosenOnly: false,
};

export function filterArms(arms: readonly PageArm[], filter: ArmFilter): PageArm[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return arms.filter(
    (arm) =>
      words.every((word) => arm.id.toLowerCase().includes(word)) &&
      (filter.method === '' || arm.method === filter.method) &&
      (filter.role === '' || arm.role === filter.role) &&
      (!filter.intactOnly || arm.intact) &&
      (!filter.chosenOnly || arm.chosen),
  );
}
