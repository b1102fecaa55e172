import { LabError } from '../../errors/lab-error.ts';

const SHOWN = 6;

/** An unfinished run was begun with another model, other prompts, options or numerics. */
export class RunMismatchError extends LabError {
  readonly path: string;
  /** `options.seed: 1, now 2`. */
  readonly differences: readonly string[];

  constructor(path: string, differences: readonly string[]) {
    const more = differences.length > SHOWN ? ` and ${differences.length - SHOWN} more` : '';
    super(
      `${path}: holds an unfinished run of something else (${differences.slice(0, SHOWN).join('; ')}${more})`,
      {
        remedy:
          'Run its own command again to finish it, choose another `out`, or pass `force` to start over.',
      },
    );
    this.path = path;
    this.differences = differences;
  }
}
