import type { LengthResult } from '../results/length-result.ts';
import { formatRate } from '../wording/format-rate.ts';

/** Headings of the table of lengths. */
export const lengthHeadings = (result: LengthResult): string[] => [
  'arm',
  'tokens',
  'refused',
  'complied',
  ...(thinks(result) ? ['still thinking'] : []),
  'delayed refusal',
];

const thinks = ({ arms }: LengthResult): boolean => arms.some(({ thinking }) => thinking !== undefined);

/** Refusal and success of every arm by length, and what complied at a length and refuses at twice that, a row per arm and length. */
export const lengthRows = (result: LengthResult): string[][] =>
  result.arms.flatMap(({ armId, refused, complied, thinking, delayed }) =>
    result.lengths.map((length, i) => {
      const later = delayed.find(({ from }) => from === length);
      return [
        armId,
        String(length),
        formatRate(refused[i]),
        formatRate(complied[i]),
        ...(thinks(result) ? [thinking ? formatRate(thinking[i]) : '–'] : []),
        later ? `${formatRate(later.rate)} by ${later.to}` : '–',
      ];
    }),
  );
