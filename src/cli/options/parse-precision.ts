import { InvalidArgumentError } from 'commander';
import { PRECISIONS, type Precision } from '../../checkpoint/precision/precision.ts';
import { precisionProblem } from '../../checkpoint/precision/precision-problem.ts';

/** A parser of `--precision` for some of the precisions. */
export function parsePrecision(known: readonly Precision[] = PRECISIONS): (text: string) => Precision {
  return (text) => {
    const problem = precisionProblem(text, known);
    if (problem !== undefined) throw new InvalidArgumentError(problem);
    return text as Precision;
  };
}
