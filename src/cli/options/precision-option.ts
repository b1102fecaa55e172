import { Option } from 'commander';
import { CPU_PRECISIONS } from '../../checkpoint/precision/precision.ts';
import { parsePrecision } from './parse-precision.ts';

/** --precision of every command that runs a model. */
export const precisionOption = (): Option =>
  new Option(
    '--precision <f32|f16|int8|int4>',
    "precision of the model's weights and products; all but f32 are approximations, f16 needs a --provider that computes in it",
  )
    .argParser(parsePrecision())
    .default('f32');

/** --precision of judge models, which run on the CPU. */
export const judgePrecisionOption = (name: 'precision' | 'judge-precision'): Option =>
  new Option(
    `--${name} <${CPU_PRECISIONS.join('|')}>`,
    "precision of judge models' weights and products; int8 and int4 are approximations",
  )
    .argParser(parsePrecision(CPU_PRECISIONS))
    .default('f32');
