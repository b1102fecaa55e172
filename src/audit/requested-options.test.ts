import { expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { defineMethod } from '../methods/define-method.ts';
import { identityIntervention } from '../methods/identity.ts';
import { requestedOptions } from './requested-options.ts';
import { DEFAULT_AUDIT_OPTIONS } from './subject/audit-options.ts';

const mine = defineMethod({
  name: 'mine',
  title: 'Mine',
  note: 'Moves nothing.',
  point: 'resid_post',
  fit: (site, { source }, { settings }) => identityIntervention([site], source.dimension, settings),
});

it('has the facts of own methods, which are refused over a queue before anything is opened', () => {
  expect(requestedOptions({})).toEqual({ ...DEFAULT_AUDIT_OPTIONS, effort: 'standard' });
  expect(requestedOptions({ options: { effort: 'full' } })).toEqual(DEFAULT_AUDIT_OPTIONS);
  expect(requestedOptions({ methods: [mine] }).ownMethods).toHaveProperty('mine');
  const queue = { address: 'redis://localhost:1' };
  expect(requestedOptions({ queue })).toEqual({ ...DEFAULT_AUDIT_OPTIONS, effort: 'standard' });
  const over = () => requestedOptions({ methods: [mine], queue });
  expect(over).toThrow(InvalidInputError);
  expect(over).toThrow('`methods`: mine: the workers of a queue have the built-in methods only');
});

it("completes up to 256 tokens where the model and its prompts are not the organism's", () => {
  const sources = { harmful: ['h.csv'], harmless: ['s.csv'] };
  const tokens = (request: Parameters<typeof requestedOptions>[0]) => requestedOptions(request).maxNewTokens;
  expect(tokens({ model: 'organism:aligned' })).toBe(26);
  expect(tokens({ model: 'organism:aligned', sources })).toBe(26);
  // A copy of the organism in a folder: its world's prompts.
  expect(tokens({ model: 'models/copy' })).toBe(26);
  expect(tokens({ model: 'models/copy', sources: { ...sources, harmful: [], harmless: [] } })).toBe(26);
  expect(tokens({ model: 'models/mine', sources })).toBe(256);
  expect(tokens({ model: 'models/mine', sources, options: { maxNewTokens: 40 } })).toBe(40);
  // Long completions of a staged audit end where a refusal is settled.
  expect(requestedOptions({ model: 'models/mine', sources }).stopSettled).toBe(true);
});
