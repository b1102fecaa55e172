import { expect, it } from 'vitest';
import { DEFAULT_AUDIT_OPTIONS } from '../subject/audit-options.ts';
import { unfitReasons } from './unfit-reasons.ts';

const hash = (digit: string): string => digit.repeat(64);
const fingerprint = {
  weights: { 'a.safetensors': hash('a'), 'b.safetensors': hash('b') },
  configuration: hash('c'),
  chatTemplate: hash('d'),
  tokenizer: hash('e'),
};
const passport = {
  package: '1.0.0',
  onnxruntime: '1.30.0',
  precision: 'float32',
  architecture: 'x64',
  processor: 'avx avx2 fma',
} as const;
const offer = { run: 'f'.repeat(16), fingerprint, passport, options: DEFAULT_AUDIT_OPTIONS };
const mixed = { ...offer, options: { ...DEFAULT_AUDIT_OPTIONS, mixedNumerics: true as const } };
const worker = { fingerprint, passport, refused: {} };

it('finds none where model and numerics are the same', () => {
  expect(unfitReasons(offer, worker)).toEqual([]);
});

it('names what makes it another model, mixed or not', () => {
  const other = {
    ...worker,
    fingerprint: { ...fingerprint, tokenizer: hash('0'), weights: { 'a.safetensors': hash('a') } },
  };
  for (const run of [offer, mixed])
    expect(unfitReasons(run, other)).toEqual(['another model: weights (b.safetensors), tokenizer']);
});

it('names what makes it another passport; mixed lets all but version and precision pass', () => {
  const other = { ...passport, processor: 'avx avx2 avx512f', onnxruntime: '1.31.0' };
  expect(unfitReasons(offer, { ...worker, passport: other })).toEqual([
    'another passport: onnxruntime 1.31.0, not 1.30.0',
    'another passport: processor lacks fma, has avx512f',
  ]);
  expect(unfitReasons(mixed, { ...worker, passport: other })).toEqual([]);
  expect(unfitReasons(mixed, { ...worker, passport: { ...other, package: '2.0.0' } })).toEqual([
    'another passport: package 2.0.0, not 1.0.0',
  ]);
});

it('adds what the worker found itself, of this run only', () => {
  expect(unfitReasons(offer, { ...worker, refused: { [offer.run]: ['bad prompts'], other: ['x'] } })).toEqual(
    ['bad prompts'],
  );
});

it('tells fixed batches from those by memory, mixed or not', () => {
  const python = { ...passport, engine: 'transformers', torch: '2.13.0' } as const;
  const fixed = { ...python, batches: 'fixed' } as const;
  for (const run of [offer, mixed])
    expect(unfitReasons({ ...run, passport: fixed }, { ...worker, passport: python })).toEqual([
      'another passport: batches by memory, not fixed',
    ]);
});
