import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readParquetFile } from './parquet-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Written by pyarrow: test/goldens/prompts/make-parquet-goldens.py.
const golden = (compression: string) => `test/goldens/prompts/alpaca-${compression}.parquet`;

describe('readParquetFile', () => {
  it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])(
    'reads files with compression %s',
    async (name) => {
      const { columns, rows } = await readParquetFile(golden(name));
      expect(columns).toEqual(['instruction', 'input', 'output', 'number', 'tags']);
      expect(rows).toHaveLength(40);
      for (const [i, row] of rows.entries())
        expect(row).toEqual({
          instruction: `How do I brew tea number ${i} with moss?`,
          input: i % 4 ? '' : `Moss of sort ${i}: naïve, “quoted”`,
          output: i === 5 ? null : `Steep ${i} leaves.`,
          number: BigInt(i),
          tags: ['tea', 'moss'].slice(0, i % 3),
        });
    },
  );

  it('names a file that is missing, a folder or no Parquet', async () => {
    await expect(readParquetFile(join(folder, 'x.parquet'))).rejects.toThrow(/x\.parquet: does not exist/);
    await expect(readParquetFile(folder)).rejects.toThrow(/is a folder, not a file/);
    const path = join(folder, 'y.parquet');
    writeFileSync(path, 'tea');
    await expect(readParquetFile(path)).rejects.toThrow(/y\.parquet: is not readable as Parquet/);
    writeFileSync(path, readFileSync(golden('zstd')).subarray(300));
    await expect(readParquetFile(path)).rejects.toThrow(/y\.parquet: is not readable as Parquet/);
  });
});
