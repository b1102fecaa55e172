import { expect, it } from 'vitest';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { defineMethod } from '../../methods/define-method.ts';
import { identityMethod } from '../../methods/identity.ts';
import type { MethodDefinition } from '../../methods/method.ts';
import { METHODS } from '../../methods/methods.ts';
import { DEFAULT_AUDIT_OPTIONS } from './audit-options.ts';
import { differencesOf } from './run-identity.ts';
import { withOwnMethods } from './with-own-methods.ts';

const method = (name: string, more: Partial<MethodDefinition> = {}) =>
  defineMethod({
    ...{ name, title: 'A method', note: 'Does something.', point: 'resid_post', fit: identityMethod.fit },
    ...more,
  });

it('leaves options without methods as they are', () => {
  expect(withOwnMethods(DEFAULT_AUDIT_OPTIONS)).toBe(DEFAULT_AUDIT_OPTIONS);
  expect(withOwnMethods(DEFAULT_AUDIT_OPTIONS, [])).toBe(DEFAULT_AUDIT_OPTIONS);
});

it('writes down the same whatever the order, and nothing that a journal could not hold', () => {
  const [a, b] = [method('a', { takes: ['rank'] }), method('b', { point: 'resid_pre', version: '2' })];
  const { ownMethods } = withOwnMethods(DEFAULT_AUDIT_OPTIONS, [b, a]);
  expect(withOwnMethods(DEFAULT_AUDIT_OPTIONS, [a, b]).ownMethods).toEqual(ownMethods);
  expect(JSON.parse(JSON.stringify(ownMethods))).toEqual(ownMethods);
  expect(ownMethods).toMatchObject({
    a: { version: '1', ranked: true, point: 'resid_post' },
    b: { version: '2', ranked: false, point: 'resid_pre' },
  });
});

it('makes another version another audit', () => {
  const [one, two] = ['1', '2'].map((version) =>
    withOwnMethods(DEFAULT_AUDIT_OPTIONS, [method('mine', { version })]),
  );
  expect(differencesOf(one, two)).toEqual(['ownMethods.mine.version: "1", now "2"']);
});

it.each(['baseline', ...METHODS.map(({ name }) => name)])('refuses the name %s', (name) => {
  const call = () => withOwnMethods(DEFAULT_AUDIT_OPTIONS, [method(name)]);
  expect(call).toThrow(InvalidInputError);
  expect(call).toThrow(`\`methods\`: "${name}" is taken`);
});

it('refuses two of one name, and methods that do not act where they are fitted', () => {
  expect(() => withOwnMethods(DEFAULT_AUDIT_OPTIONS, [method('mine'), method('mine')])).toThrow(
    /two are named/,
  );
  for (const more of [{ actsEverywhere: true }, { audited: 'chosen-layers' }] as const)
    expect(() => withOwnMethods(DEFAULT_AUDIT_OPTIONS, [method('mine', more)])).toThrow(/does not act at/);
});
