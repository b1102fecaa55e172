import { expect, it } from 'vitest';
import { SYNTHETIC_OPTIONS, syntheticSubject, WEAK } from '../../../test/audit/synthetic-run.ts';
import { locatePrompt } from './locate-prompt.ts';

const subject = syntheticSubject(WEAK, SYNTHETIC_OPTIONS);
const { testForbidden: harmful, testHarmless: harmless, testBorderline: borderline } = SYNTHETIC_OPTIONS;

it('finds a prompt by id, and by number over all sets', () => {
  const [id] = subject.prompts['test/harmless'].ids;
  expect(locatePrompt(subject, id)).toEqual({ id, set: 'harmless', index: 0 });
  expect(locatePrompt(subject, String(harmful + 1))).toEqual({ id, set: 'harmless', index: 0 });
  const last = subject.prompts['test/borderline'].ids[borderline - 1];
  expect(locatePrompt(subject, String(harmful + harmless + borderline)).id).toBe(last);
});

it('takes an id that is a number for the id', () => {
  const prompts = { ...subject.prompts['test/borderline'], ids: ['1'] };
  const numbered = { ...subject, prompts: { ...subject.prompts, 'test/borderline': prompts } };
  expect(locatePrompt(numbered, '1')).toEqual({ id: '1', set: 'borderline', index: 0 });
});

it('names at most three near ids of an unknown one, or how many prompts there are', () => {
  const messageOf = (wanted: string): string => {
    try {
      locatePrompt(subject, wanted);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('found');
  };
  const [id] = subject.prompts['test/forbidden'].ids;
  expect(messageOf(`${id}x`)).toContain(`Did you mean ${id} or `);
  for (const wanted of [`${id}x`, 'something else altogether', '0', '99999'])
    expect(messageOf(wanted).length, wanted).toBeLessThan(160);
  expect(messageOf('something else altogether')).toContain(`${harmful + harmless + borderline} of them`);
  expect(messageOf('0')).toContain(`from 1 to ${harmful + harmless + borderline}`);
});
