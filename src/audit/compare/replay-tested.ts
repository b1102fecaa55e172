import { TestedArms } from '../results/tested-arms.ts';
import type { RunIdentity } from '../run/run-identity.ts';
import { selectArms } from '../select-arms.ts';
import { replayRunner } from '../units/unit-runner.ts';

/**
 * What every arm of a run did prompt by prompt, on both splits, from the values of its units alone. Throws MissingUnitError where
 * the audit that this version plans needs a unit that is not there.
 */
export async function replayTested(
  { subject, options }: Pick<RunIdentity, 'subject' | 'options'>,
  units: ReadonlyMap<string, unknown>,
): Promise<TestedArms> {
  const runner = replayRunner(units);
  const { arms } = await selectArms(subject, options, runner, () => {});
  const observations = await runner.run(arms.map(({ arm }) => ({ kind: 'test' as const, arm })));
  return new TestedArms(
    subject,
    arms.map((entry, i) => ({ ...entry, observation: observations[i] })),
  );
}
