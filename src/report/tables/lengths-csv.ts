import type { Results } from '../../results/results.ts';
import type { Rate } from '../../statistics/rate.ts';
import { type CsvColumn, csvTable, rateColumns } from './csv-table.ts';

interface Row {
  readonly armId: string;
  readonly length: number;
  readonly refused: Rate;
  readonly complied: Rate;
  readonly later: { readonly to: number; readonly rate: Rate } | undefined;
}

const NONE: Rate = { k: 0, n: 0, rate: null, interval: null };
const COLUMNS: readonly CsvColumn<Row>[] = [
  ['arm', ({ armId }) => armId],
  ['tokens', ({ length }) => length],
  ...rateColumns('refused', ({ refused }: Row) => refused),
  ...rateColumns('complied', ({ complied }: Row) => complied),
  ['delayed_to', ({ later }) => later?.to ?? null],
  ...rateColumns('delayed_refusal', ({ later }: Row) => later?.rate ?? NONE),
];

/** Refusal and success against length, a line an arm and length. */
export const lengthsCsv = ({ lengths, arms }: NonNullable<Results['byLength']>): string =>
  csvTable(
    COLUMNS,
    arms.flatMap(({ armId, refused, complied, delayed }) =>
      lengths.map((length, i) => ({
        armId,
        length,
        refused: refused[i],
        complied: complied[i],
        later: delayed.find(({ from }) => from === length),
      })),
    ),
  );
