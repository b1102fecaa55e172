import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { parseDelimitedText } from './delimited-text.ts';

describe('parseDelimitedText', () => {
  it('reads quotes, line breaks and delimiters inside fields, and says where each record begins', () => {
    const text = 'a,b\r\n1,"x\r\ny, ""z"""\r\n\r\n2,ä\n"3",\n';
    expect(parseDelimitedText(text, 'tea.csv')).toEqual({
      columns: ['a', 'b'],
      records: [
        { line: 2, cells: ['1', 'x\r\ny, "z"'] },
        { line: 5, cells: ['2', 'ä'] },
        { line: 6, cells: ['3', ''] },
      ],
    });
    expect(parseDelimitedText('a\tb\n1,5\t2', 'tea.tsv', '\t').records[0].cells).toEqual(['1,5', '2']);
  });

  it('gives back every table that was written by the rules', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r\n', ' ', '😀') });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 }));
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const header = Array.from({ length: rows[0]?.length ?? 2 }, (_, i) => `column ${i}`);
        const quoted = (cells: string[]) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        const lines = [header, ...rows].map((cells) => quoted(cells) + end);
        const { columns, records } = parseDelimitedText(lines.join(''), 'x.csv');
        expect(columns).toEqual(header);
        expect(records.map(({ cells }) => cells)).toEqual(rows);
        const before = (index: number) =>
          lines
            .slice(0, index + 1)
            .join('')
            .split('\n').length;
        expect(records.map(({ line }) => line)).toEqual(rows.map((_, index) => before(index)));
      }),
    );
  });

  it.each<[string, string, RegExp]>([
    ['too few fields', 'a,b\n1,2\n3\n', /^tea\.csv:3: has 1 fields, the header has 2/],
    ['too many fields', 'a,b\n"secret\n",2,3\n', /^tea\.csv:2: has 3 fields/],
    ['an open quote', 'a,b\n1,2\n3,"secret\n4,5\n', /^tea\.csv:3: opens a quoted field that never ends/],
    ['a quote inside a field', 'a,b\n1,secret"y\n', /^tea\.csv:2: has a quote inside an unquoted field/],
    ['text behind a quote', 'a,b\n"secret"y,2\n', /^tea\.csv:2: has text behind a closing quote/],
    ['a column twice', 'a,b, a\n1,2,3\n', /^tea\.csv: has two columns "a"/],
    ['nothing', '\n', /^tea\.csv: is empty/],
  ])('refuses %s without quoting the file', (_, text, message) => {
    const parse = () => parseDelimitedText(text, 'tea.csv');
    expect(parse).toThrow(InvalidInputError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(/secret/);
  });
});
