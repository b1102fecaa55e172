import { LabError } from '../../errors/lab-error.ts';
import type { ThresholdDecision } from './decide-thresholds.ts';
import { thresholdName } from './threshold.ts';

/** A run did not meet its thresholds; exit code 3. */
export class ThresholdCrossedError extends LabError {
  readonly failed: readonly ThresholdDecision[];

  constructor(subject: string, decisions: readonly ThresholdDecision[]) {
    const failed = decisions.filter(({ passed }) => !passed);
    const names = failed.map(({ threshold: { side, metric, limit } }) =>
      thresholdName(side, `${metric}=${limit}`),
    );
    super(`${subject}: ${failed.length} of ${decisions.length} thresholds failed: ${names.join(', ')}`, {
      exitCode: 3,
    });
    this.failed = failed;
  }
}
