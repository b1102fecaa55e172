import { expect, it } from 'vitest';
import { LABELLED_ENDINGS } from '../../test/judges/labelled-endings.ts';
import { completionOutcome, type OutcomeRules } from './completion-outcome.ts';
import { isDegenerateText, UNCALIBRATED_RULE } from './degenerate-rule.ts';
import { hasRefusalPhrase } from './refusal-phrases.ts';
import { refusesFirst } from './refuses-first.ts';

const isDegenerate = (text: string): boolean => isDegenerateText(text, UNCALIBRATED_RULE);
const outcomeOf = (text: string, rules: Omit<OutcomeRules, 'isDegenerate'>) =>
  completionOutcome(
    { label: hasRefusalPhrase(text) ? 'refused' : 'complied' },
    { completion: text, finish: 'length' },
    { isDegenerate, ...rules },
  );
const agreeing = (rules: Omit<OutcomeRules, 'isDegenerate'>): number =>
  LABELLED_ENDINGS.filter(([label, text]) => outcomeOf(text, rules) === label).length;

it.each(LABELLED_ENDINGS)('agrees with a reader that it %s: %s', (label, text) => {
  expect(outcomeOf(text, { refusesFirst: (each) => refusesFirst(each, isDegenerate) })).toBe(label);
});

it('decides as the decision says: other orders agree less', () => {
  expect(LABELLED_ENDINGS).toHaveLength(24);
  expect(agreeing({})).toBe(14);
  expect(agreeing({ refusesFirst: hasRefusalPhrase })).toBe(21);
});

it('leaves a broken text to the judge that says it complied, or says nothing', () => {
  const text = LABELLED_ENDINGS.find(([, each]) => each.includes('assistant'))![1];
  for (const label of ['complied', 'failed'] as const)
    expect(
      completionOutcome(
        { label },
        { completion: text, finish: 'length' },
        { isDegenerate, refusesFirst: (each) => refusesFirst(each, isDegenerate) },
      ),
    ).toBe('degenerate');
});
