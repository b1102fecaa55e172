import { describe, expect, it } from 'vitest';
import { activationsOf } from '../activations/activations.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import { Intervention } from '../interventions/intervention.ts';
import { buildIntervention } from './build-intervention.ts';
import { defineMethod } from './define-method.ts';
import { findMethod } from './find-method.ts';
import type { Method, MethodDefinition } from './method.ts';
import type { MethodOptions } from './method-options.ts';
import { METHODS } from './methods.ts';

const SITE = { layer: 3, point: 'resid_post' } as const;
const rows = (...values: number[]) => activationsOf('test', Float32Array.from(values), 2);
const CLASSES = {
  source: rows(1, 2, 3, 4, 6, 5, 2, 0, 7, 3),
  target: rows(0, 1, 2, 1, 1, 5, 3, 3, 1, 2),
};
const options = (settings: MethodOptions['settings'] = {}): MethodOptions => ({
  ...{ layers: 4, rank: 1, complement: 'keep', support: 'all' },
  settings,
});
const still: Method['fit'] = (site, { source }, { settings }) =>
  buildIntervention({ method: 'mine', maps: [[site, AffineMap.identity(source.dimension)]], settings });
const definition = (more: Partial<MethodDefinition> = {}): MethodDefinition => ({
  ...{ name: 'mine', title: 'Mine', note: 'Moves nothing.', point: 'resid_post', fit: still },
  ...more,
});
const fitted = (fit: Method['fit'], settings: MethodOptions['settings'] = {}) =>
  defineMethod(definition({ fit })).fit(SITE, CLASSES, options(settings));

describe('defineMethod', () => {
  it('fills in what is left out', () => {
    expect(defineMethod(definition())).toMatchObject({
      ...{ name: 'mine', version: '1', takes: [], actsEverywhere: false, refittable: true },
      ...{ audited: 'every-layer', atAllLayers: false, pooled: false, style: { symbol: 'hexagon' } },
    });
    expect(defineMethod(definition({ actsEverywhere: true })).refittable).toBe(false);
  });

  it.each([
    [{ name: 'Mine' }, /`name`: "Mine"/],
    [{ name: 'my method' }, /`name`/],
    [{ name: '2nd' }, /`name`/],
    [{ name: '' }, /`name`/],
    [{ version: ' ' }, /`version` is empty/],
    [{ note: '' }, /`note` is empty/],
    [{ point: 'attn_out' as never }, /`point` "attn_out"/],
    [{ takes: ['k' as never] }, /"k"/],
    [{ fit: undefined as never }, /`fit` is not a function/],
    [{ style: { colour: 'red' as never, symbol: 'circle' } }, /"red" is not a colour/],
    [{ style: { colour: '#12345', symbol: 'circle' } }, /not a colour/],
    [{ style: { colour: '#123456', symbol: 'heart' as never } }, /mark "heart"/],
    [
      { style: { colour: '#123456', symbol: 'star', page: { light: '#123456', dark: '#fff;}' } } },
      /not a colour/,
    ],
  ] satisfies [Partial<MethodDefinition>, RegExp][])('refuses %j', (more, message) => {
    expect(() => defineMethod(definition(more))).toThrow(InvalidInputError);
    expect(() => defineMethod(definition(more))).toThrow(message);
  });

  it('lets a fit pass that is what was asked for', () => {
    const settings = { strength: 0.5, scope: 'prompt', skipFirst: true } as const;
    expect(fitted(still, settings)).toMatchObject({ scope: 'prompt', skipFirst: true });
  });

  it.each<[string, Method['fit'], RegExp]>([
    [
      'another site',
      (_, classes, more) => still({ layer: 2, point: 'resid_post' }, classes, more),
      /acts at resid_post\.2/,
    ],
    [
      'another strength',
      (site, classes, more) => still(site, classes, { ...more, settings: { scope: 'prompt' } }),
      /strength 1, asked was 0\.5/,
    ],
    [
      'another scope',
      (site, classes, more) => still(site, classes, { ...more, settings: { strength: 0.5 } }),
      /scope all, asked was prompt/,
    ],
    [
      'another name',
      (site, { source }, { settings }) =>
        buildIntervention({
          method: 'other',
          maps: [[site, AffineMap.identity(source.dimension)]],
          settings,
        }),
      /method other, asked was mine/,
    ],
    [
      'no settings in its provenance',
      (site, { source }) =>
        new Intervention({
          maps: [[site, AffineMap.identity(source.dimension)]],
          scope: 'prompt',
          provenance: { method: 'mine', options: {} },
        }),
      /strength undefined/,
    ],
    ['no intervention', (async () => undefined) as never, /does not return an Intervention/],
  ])('refuses a fit with %s', (_, fit, message) => {
    const call = () => fitted(fit, { strength: 0.5, scope: 'prompt' });
    expect(call).toThrow(InvalidInputError);
    expect(call).toThrow(message);
  });
});

describe('the built-in methods', () => {
  it('have names of their own, and are found by them', () => {
    expect(new Set(METHODS.map(({ name }) => name)).size).toBe(METHODS.length);
    for (const method of METHODS) expect(findMethod(method.name)).toBe(method);
  });

  it('have colours and marks of their own where they are audited', () => {
    const drawn = METHODS.filter(({ audited }) => audited !== 'nowhere');
    expect(new Set(drawn.map(({ style }) => style.colour)).size).toBe(drawn.length);
    expect(new Set(drawn.map(({ style }) => style.symbol)).size).toBe(drawn.length);
  });

  it('say what a fit shows of them', () => {
    for (const method of METHODS as readonly Method[]) {
      const { sites } = method.fit({ layer: 1, point: method.point }, CLASSES, options());
      expect(sites.length > 1, method.name).toBe(method.actsEverywhere);
    }
  });

  it('are found among others, and a name that nobody has is said', () => {
    const mine = defineMethod(definition());
    expect(findMethod('mine', [mine])).toBe(mine);
    expect(() => findMethod('mine')).toThrow(/method mine: is not known here/);
  });
});
