import type { ControlResult, Results } from '../../results/results.ts';
import { controlFact } from '../control-fact.ts';
import { type CsvColumn, csvTable, rateColumns } from './csv-table.ts';

const fact =
  (name: string): CsvColumn<ControlResult>[1] =>
  (control) => {
    const value = controlFact(control, name);
    return typeof value === 'number' || typeof value === 'boolean' ? value : null;
  };

const COLUMNS: readonly CsvColumn<ControlResult>[] = [
  ['control', ({ id }) => id],
  ['kind', ({ kind }) => kind],
  ['draw', ({ draw }) => draw],
  ['layer', ({ layer }) => layer],
  ['rank', ({ rank }) => rank],
  ...rateColumns('asr_coherent', ({ success }: ControlResult) => success),
  ...rateColumns('induced_refusal', ({ induced }: ControlResult) => induced),
  ['displacement_norm', fact('displacementNorm')],
  ['rescaling', fact('rescaling')],
  ['rotation', fact('rotation')],
  ['readable', fact('readable')],
];

/** Every control, a line each. */
export const controlsCsv = ({ controls }: Results): string => csvTable(COLUMNS, controls);
