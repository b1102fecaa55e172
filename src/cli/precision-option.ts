import { Option } from 'commander';
import type { Precision } from '../checkpoint/precision/precision.ts';
import { parsePrecision } from './parse-precision.ts';

const ON_CPU = ['f32', 'int8', 'int4'] as const satisfies readonly Precision[];

/** The one option of every command that runs a model. */
export const precisionOption = (): Option =>
  new Option(
    '--precision <f32|f16|int8|int4>',
    "how the model's weights are held and multiplied; all but f32 are approximations, f16 needs a --provider that computes in it",
  )
    .argParser(parsePrecision())
    .default('f32');

/** That of judge models, which run on the CPU. */
export const judgePrecisionOption = (name: 'precision' | 'judge-precision'): Option =>
  new Option(
    `--${name} <${ON_CPU.join('|')}>`,
    "how judge models' weights are held and multiplied; int8 and int4 are approximations",
  )
    .argParser(parsePrecision(ON_CPU))
    .default('f32');
