import { decodeExtended, encodeExtended } from '../../formats/extended-json.ts';
import type { ComparisonPage, PageData, PageScatter, PageTest, ReportPage } from './page-data.ts';
import { packGrid, unpackGrid } from './scatter-grid.ts';

type PackedReport = Omit<ReportPage, 'arms' | 'scatters'> & {
  readonly arms: Readonly<Record<string, readonly unknown[]>>;
  readonly scatters: readonly (Omit<PageScatter, Cloud> & Readonly<Record<Cloud, string>>)[];
};
type Cloud = 'forbidden' | 'harmless' | 'transported';

/**
 * A page's data as short JSON: rows of arms as columns and their tests as values alone, so that a name is written once and not once an arm, runs of a letter as
 * the letter and their length, and coordinates as two characters each. {@link unpackPage} gives the data back.
 */
export function packPage(data: PageData): unknown {
  if (data.kind !== 'report') return encodeExtended(data);
  return encodeExtended({
    ...data,
    arms: { ...columnsOf(data.arms), against: data.arms.map(({ against }) => against && valuesOf(against)) },
    scatters: data.scatters.map((scatter) => ({
      ...scatter,
      ...mapClouds((cloud) => packGrid(scatter[cloud], scatter.step)),
    })),
    prompts: data.prompts.map((prompts) => ({
      ...prompts,
      outcomes: mapValues(prompts.outcomes, shortenRuns),
    })),
  });
}

export function unpackPage(value: unknown): PageData {
  const packed = decodeExtended(value) as ComparisonPage | PackedReport;
  if (packed.kind !== 'report') return packed;
  return {
    ...packed,
    arms: rowsOf(packed.arms).map(withTest) as unknown as ReportPage['arms'],
    scatters: packed.scatters.map((scatter) => ({
      ...scatter,
      ...mapClouds((cloud) => unpackGrid(scatter[cloud], scatter.step)),
    })),
    prompts: packed.prompts.map((prompts) => ({
      ...prompts,
      outcomes: mapValues(prompts.outcomes, expandRuns),
    })),
  };
}

function columnsOf<Row extends object>(rows: readonly Row[]): Record<string, unknown[]> {
  const names = Object.keys(rows[0] ?? {}) as (keyof Row & string)[];
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
}

function rowsOf(columns: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  const names = Object.keys(columns);
  return Array.from({ length: columns[names[0]]?.length ?? 0 }, (_, i) =>
    Object.fromEntries(names.map((name) => [name, columns[name][i]])),
  );
}

const valuesOf = ({ difference, interval, adjustedP, conclusion }: PageTest) => [
  difference,
  ...interval,
  adjustedP,
  conclusion,
];

function withTest(arm: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(arm.against)) return arm;
  const [difference, low, high, adjustedP, conclusion] = arm.against;
  return { ...arm, against: { difference, interval: [low, high], adjustedP, conclusion } };
}

/** `cccr` → `c3r` */
const shortenRuns = (letters: string): string =>
  letters.replace(/([a-z])\1+/g, (run, letter: string) => `${letter}${run.length}`);

const expandRuns = (short: string): string =>
  short.replace(/([a-z])(\d+)/g, (_, letter: string, count: string) => letter.repeat(Number(count)));

const mapClouds = <Value>(change: (cloud: Cloud) => Value): Record<Cloud, Value> => ({
  forbidden: change('forbidden'),
  harmless: change('harmless'),
  transported: change('transported'),
});

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
