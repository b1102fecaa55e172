import { Option } from 'commander';
import { parsePrecision } from './parse-precision.ts';

/** The one option of every command that runs a model. */
export const precisionOption = (flags = '--precision <f32|int8|int4>', whose = 'the model'): Option =>
  new Option(flags, `how ${whose}'s weights are held and multiplied; int8 and int4 are approximations`)
    .argParser(parsePrecision)
    .default('f32');
