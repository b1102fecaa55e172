import { LabError } from '../../errors/lab-error.ts';

/** Memory of the device, or of the machine, ran out in the transformers engine, and smaller batches do not help or may not be made. */
export class OutOfMemoryError extends LabError {
  constructor(subject: string, problem: string) {
    super(`${subject}: out of memory ${problem}`, {
      exitCode: 1,
      remedy:
        'A smaller `dtype` or a `deviceMap` over several devices needs less of each; without `deterministic` batches are halved until they fit.',
    });
  }
}
