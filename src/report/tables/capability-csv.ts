import type { Results } from '../../results/results.ts';
import type { PairedTest } from '../../statistics/paired-test.ts';
import type { Rate } from '../../statistics/rate.ts';
import { type CsvColumn, csvTable, intervalColumns, rateColumns } from './csv-table.ts';

interface Row {
  readonly armId: string;
  readonly questions: 'choices' | 'words';
  readonly accuracy: Rate;
  readonly accuracyPerByte: Rate | null;
  readonly cutOff: number | null;
  readonly test: PairedTest | null;
}

const COLUMNS: readonly CsvColumn<Row>[] = [
  ['arm', ({ armId }) => armId],
  ['questions', ({ questions }) => questions],
  ...rateColumns('accuracy', ({ accuracy }: Row) => accuracy),
  ...rateColumns('accuracy_per_byte', ({ accuracyPerByte }: Row) => accuracyPerByte),
  ['cut_off', ({ cutOff }) => cutOff],
  ['difference', ({ test }) => test?.difference],
  ...intervalColumns('difference', ({ test }: Row) => test?.interval),
  ['p', ({ test }) => test?.p],
];

/** Accuracy on questions, a line per arm and kind of question: by choices, or answered in words. */
export const capabilityCsv = ({ capability, answers = [] }: Results): string =>
  csvTable(COLUMNS, [
    ...capability.map(
      ({ armId, accuracy, accuracyPerByte, againstBaseline }): Row => ({
        ...{ armId, questions: 'choices', accuracy, accuracyPerByte, cutOff: null },
        test: againstBaseline,
      }),
    ),
    ...answers.map(
      ({ armId, exactMatch, cutOff, againstBaseline }): Row => ({
        ...{ armId, questions: 'words', accuracy: exactMatch, accuracyPerByte: null, cutOff },
        test: againstBaseline,
      }),
    ),
  ]);
