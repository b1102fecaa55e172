import { wrapText } from '../../wording/wrap-text.ts';
import { NOT_MEASURED, type NotMeasured, notMeasuredSentences } from '../not-measured.ts';

const COLUMNS = 100;

/** The block on what is left out, behind an empty line; nothing where nothing is. */
export function notMeasuredLines(left: readonly NotMeasured[]): string[] {
  if (left.length === 0) return [];
  const lines = notMeasuredSentences(left).flatMap((sentence) =>
    wrapText(sentence, COLUMNS - 2).map((line, i) => `${i === 0 ? '- ' : '  '}${line}`),
  );
  return ['', NOT_MEASURED, ...lines];
}
