import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { requireSameDate } from '../fit/require-same-date.ts';
import { encodeRecords } from './encoded-record.ts';

/** A model whose chat template writes the day of the month, and whose tokens are code points. */
const checkpoint = {
  config: { vocabularySize: 200 },
  tokenizer: () => ({ encode: (text: string) => [...text].map((letter) => letter.codePointAt(0)!) }),
  chatTemplate: () => ({
    render: (messages: readonly { readonly content: string }[], { now }: { readonly now?: Date }) =>
      `${now?.toISOString().slice(0, 10)} ${messages[0].content}`,
  }),
} as unknown as Checkpoint;

const shown = (date?: string) => {
  const [{ sequence }] = encodeRecords([{ kind: 'prompt', where: 'a:1', prompt: 'tea' }], checkpoint, {
    date,
  });
  return String.fromCodePoint(...sequence.tokens);
};

describe('encodeRecords', () => {
  it('shows chat templates a fixed date, or the one that is given', () => {
    expect(shown()).toBe('2024-07-26 tea');
    expect(shown('2025-01-31')).toBe('2025-01-31 tea');
    expect(() => shown('31.1.2025')).toThrow(/`date: 31\.1\.2025`: expected a date such as 2024-07-26/);
  });
});

describe('requireSameDate', () => {
  it('refuses two dates, and takes what does not say one', () => {
    const set = (name: string, date?: string) => ({ name, ...(date ? { date } : {}) });
    requireSameDate(set('a', '2024-07-26'), set('b', '2024-07-26'));
    requireSameDate(set('a'), set('b', '2024-07-26'));
    expect(() => requireSameDate(set('a', '2025-01-31'), set('b', '2024-07-26'))).toThrow(
      /^a and b: were captured with the dates 2025-01-31 and 2024-07-26\n.*`date`/,
    );
  });
});
