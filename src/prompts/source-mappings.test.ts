import { describe, expect, it } from 'vitest';
import { mappingOf, parseSourceMappings, requireMappedSources } from './source-mappings.ts';

describe('parseSourceMappings', () => {
  it('reads one for all sources and some for one', () => {
    const read = parseSourceMappings([
      'prompt=question',
      'own.csv::prompt=instruction,id=nr',
      'hf:org/name:test@v1::prompt=q',
    ]);
    expect(mappingOf(read, 'own.csv')).toEqual({ prompt: 'instruction', id: 'nr' });
    expect(mappingOf(read, 'hf:org/name:test@v1')).toEqual({ prompt: 'q' });
    expect(mappingOf(read, 'other.csv')).toEqual({ prompt: 'question' });
  });

  it('leaves sources without one to be recognised', () => {
    const read = parseSourceMappings(['own.csv::prompt=instruction']);
    expect(mappingOf(read, 'other.csv')).toBeUndefined();
    expect(mappingOf(read, 'constructor')).toBeUndefined();
    expect(parseSourceMappings([])).toEqual({});
  });

  it.each([
    [['prompt=a', 'prompt=b'], /^`mapping: prompt=b`: is a second one for all sources/],
    [['x.csv::prompt=a', 'x.csv::prompt=b'], /is a second one for x\.csv/],
    [['x.csv::question=a'], /"x\.csv::question" is not a part of a prompt/],
    [['x.csv::id=a'], /does not say which column is the prompt/],
    [['x.csv::'], /is not a pair/],
  ])('refuses %j', (texts, message) => {
    expect(() => parseSourceMappings(texts)).toThrow(message);
  });
});

it('a mapping is for a source that is read', () => {
  const read = parseSourceMappings(['a.csv::prompt=x']);
  expect(() => requireMappedSources(read, ['a.csv', 'b.csv'])).not.toThrow();
  expect(() => requireMappedSources(read, ['b.csv'])).toThrow(
    /^`mapping: a\.csv::…`: is for a source that is not read[\s\S]*b\.csv/,
  );
});
