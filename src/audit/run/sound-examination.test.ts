import { describe, expect, it } from 'vitest';
import type { Finding } from '../../doctor/finding.ts';
import { soundExamination } from './sound-examination.ts';

const finding = (name: string, status: Finding['status']): Finding => ({
  name,
  status,
  detail: 'as found',
  values: {},
});

describe('soundExamination', () => {
  it('lets what is sound or odd pass, and names what is odd', () => {
    const odd = finding('greedy text', 'warning');
    expect(soundExamination('m', [finding('weights', 'ok'), odd])).toEqual([odd]);
  });

  it.each(['weights', 'logits'])('refuses a model whose %s failed', (name) => {
    expect(() => soundExamination('m', [finding(name, 'failed')])).toThrow(`model m: ${name}: as found`);
    expect(soundExamination('m', [finding(name, 'warning')])).toHaveLength(1);
  });
});
