import type { LengthResult } from '../results/length-result.ts';
import { formatRate } from '../wording/format-rate.ts';

/** Headings of the table of lengths. */
export const LENGTH_HEADINGS = ['arm', 'tokens', 'refused', 'complied', 'delayed refusal'] as const;

/** Refusal and success of every arm by length, and what complied at a length and refuses at twice that, a row per arm and length. */
export const lengthRows = ({ lengths, arms }: LengthResult): string[][] =>
  arms.flatMap(({ armId, refused, complied, delayed }) =>
    lengths.map((length, i) => {
      const later = delayed.find(({ from }) => from === length);
      return [
        armId,
        String(length),
        formatRate(refused[i]),
        formatRate(complied[i]),
        later ? `${formatRate(later.rate)} by ${later.to}` : '–',
      ];
    }),
  );
