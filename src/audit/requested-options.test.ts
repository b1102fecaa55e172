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
