import { expect, it } from 'vitest';
import { DEFAULT_AUDIT_OPTIONS } from '../subject/audit-options.ts';
import { monitoredArms } from './monitored-arms.ts';
import { baselineArm, planGrid } from './plan-arms.ts';

const grid = planGrid(4, DEFAULT_AUDIT_OPTIONS);
const [first, second] = grid.filter(({ role }) => role === 'layer');
const weaker = { ...first, id: `${first.id}/λ0.5`, role: 'strength', strength: 0.5 } as const;

it('are the chosen ones and further strengths, each once, without the unattacked model', () => {
  const chosen = [first, baselineArm(DEFAULT_AUDIT_OPTIONS), second, first];
  const ids = monitoredArms(chosen, [...grid, weaker], {}).map(({ id }) => id);
  expect(ids).toEqual([first.id, second.id, weaker.id]);
  expect(monitoredArms(chosen, [weaker], { without: ['monitors'] })).toEqual([]);
});
