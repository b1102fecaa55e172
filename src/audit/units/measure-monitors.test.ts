import { expect, it } from 'vitest';
import type { Intervention } from '../../interventions/intervention.ts';
import { isDownstream, watchedLayers } from './measure-monitors.ts';

const at = (...sites: readonly (readonly [number, string])[]) =>
  ({ sites: sites.map(([layer, point]) => ({ layer, point })) }) as unknown as Intervention;

it.each([
  ['one layer', at([3, 'resid_post']), [4, 11]],
  ['two layers', at([3, 'resid_post'], [7, 'resid_post']), [8, 11]],
  ['the last but one', at([10, 'resid_post']), [11]],
  ['all layers', at([0, 'resid_post'], [11, 'resid_post']), [11]],
])('watches behind %s and at the end', (_, intervention, layers) => {
  expect(watchedLayers(intervention, 12)).toEqual(layers);
});

it('is behind an arm unless the arm writes what is read', () => {
  expect(isDownstream(11, at([11, 'resid_post']))).toBe(false);
  expect(isDownstream(11, at([11, 'resid_pre'], [3, 'resid_post']))).toBe(true);
  expect(isDownstream(8, at([9, 'resid_pre']))).toBe(false);
});
