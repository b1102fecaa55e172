import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { refuseToOverwrite, writeFileAtomic } from './atomic-file.ts';
import { canonicalJson } from './canonical-json.ts';
import { contentHash } from './content-hash.ts';
import { readJsonFile } from './json-file.ts';
import { encodeJsonLines, readJsonLines } from './json-lines.ts';
import { WriteError } from './write-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(content: string | Uint8Array): string {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return path;
}

describe('readJsonFile', () => {
  it('reads JSON with or without a byte-order mark', () => {
    expect(readJsonFile(write('\ufeff{"a": 1}'))).toEqual({ a: 1 });
  });

  it('names the file that is missing, a folder, no JSON or no text', () => {
    expect(() => readJsonFile(join(folder, 'no'))).toThrow(/no: does not exist/);
    expect(() => readJsonFile(join(write('x'), 'no'))).toThrow(/not a folder/);
    expect(() => readJsonFile(folder)).toThrow(/is a folder, not a file/);
    expect(() => readJsonFile(write('{'))).toThrow(/file: is not JSON/);
    expect(() => readJsonFile(write(Uint8Array.of(0xff, 0xfe)))).toThrow(/file: is not UTF-8/);
  });
});

describe('JSON lines', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (values) => {
        const lines = readJsonLines(write(encodeJsonLines(values)));
        expect(lines.map(({ line }) => line)).toEqual(values.map((_, index) => index + 1));
        expect(lines.map(({ value }) => value)).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it('skips blank lines, takes CRLF and a last line without newline', () => {
    expect(readJsonLines(write('1\r\n\r\n\n"2"'))).toEqual([
      { line: 1, value: 1 },
      { line: 4, value: '2' },
    ]);
  });

  it('names file and line', () => {
    expect(() => readJsonLines(write('1\n\n{"a"\n2'))).toThrow(/file:3: is not JSON/);
    expect(() => readJsonLines(write(' \n\n'))).toThrow(/file: is empty/);
  });
});

describe('canonicalJson', () => {
  it('depends on the value, not on the order of its keys', () => {
    const reverse = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reverse);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reverse(item)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reverse(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: 'x' })).toBe('{"a":"x","b":[{"d":1}]}');
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
  });
});

describe('contentHash', () => {
  it('is SHA-256 of the UTF-8 bytes', () => {
    expect(contentHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(contentHash(new TextEncoder().encode('é'))).toBe(contentHash('é'));
  });
});

describe('writeFileAtomic', () => {
  const own = join(folder, 'own');
  mkdirSync(own);

  it('replaces the file and leaves nothing else', () => {
    const path = join(own, 'a.json');
    writeFileAtomic(path, 'one');
    writeFileAtomic(path, Uint8Array.of(0x74, 0x77, 0x6f));
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(own)).toEqual(['a.json']);
  });

  it('names the folder and leaves no temporary file when it fails', () => {
    expect(() => writeFileAtomic(join(own, 'none', 'a'), '')).toThrow(/folder .*none does not exist/);
    expect(() => writeFileAtomic(join(own, 'a.json', 'b'), '')).toThrow(/a\.json is not a folder/);
    mkdirSync(join(own, 'taken'));
    expect(() => writeFileAtomic(join(own, 'taken'), '')).toThrow(WriteError);
    expect(readdirSync(own).sort()).toEqual(['a.json', 'taken']);
  });

  it('refuses to overwrite unless forced', () => {
    expect(() => refuseToOverwrite(join(own, 'a.json'), false)).toThrow(/exists already[\s\S]*`force`/);
    expect(() => refuseToOverwrite(join(own, 'a.json'), true)).not.toThrow();
    expect(() => refuseToOverwrite(join(own, 'b.json'), false)).not.toThrow();
  });
});
