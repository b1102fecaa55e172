import { LabError } from '../../errors/lab-error.ts';

/** A results file of another schema version. */
export class SchemaVersionError extends LabError {
  readonly path: string;
  readonly found: unknown;
  readonly expected: number;

  constructor(path: string, found: unknown, expected: number) {
    super(
      `${path}: is of schema version ${JSON.stringify(found)}, this refusal-lab reads version ${expected}`,
      {
        remedy: 'Run the audit again with this version, or use the version of refusal-lab that wrote it.',
      },
    );
    this.path = path;
    this.found = found;
    this.expected = expected;
  }
}
