import type { FindingSection, FindingStatus } from './finding.ts';

const WORDS: Readonly<Record<FindingStatus, string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  skipped: '-',
};
/** ANSI codes. */
const COLOURS: Readonly<Record<FindingStatus, number>> = { ok: 32, warning: 33, failed: 31, skipped: 2 };
const NARROWEST = 40;

/** One line per finding, its remedy below it; wrapped to `columns`. */
export function formatFindings(
  sections: readonly FindingSection[],
  { colour, columns }: { readonly colour: boolean; readonly columns: number },
): string {
  const names = sections.flatMap(({ findings }) => findings.map(({ name }) => name.length));
  const indent = 9 + Math.max(...names) + 2;
  const width = Math.max(columns, NARROWEST);
  const lines = sections.flatMap(({ title, findings }) => [
    '',
    title,
    ...findings.flatMap(({ name, status, detail, remedy }) => {
      const word = WORDS[status].padEnd(9);
      const head = `${colour ? `\u001b[${COLOURS[status]}m${word}\u001b[0m` : word}${name.padEnd(indent - 9)}`;
      // On a narrow terminal the text goes below the finding's name.
      const beside = width - indent >= 30;
      const margin = beside ? indent : 4;
      const [first = '', ...more] = wrapped(detail, width - margin);
      const rest = [
        ...(beside ? more : [first, ...more]),
        ...(remedy ? wrapped(`→ ${remedy}`, width - margin) : []),
      ];
      return [
        beside ? `${head}${first}` : head.trimEnd(),
        ...rest.map((line) => `${' '.repeat(margin)}${line}`),
      ];
    }),
  ]);
  return `${lines.slice(1).join('\n')}\n`;
}

/** Wraps at spaces; a longer word stays whole, so that it can be copied. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
