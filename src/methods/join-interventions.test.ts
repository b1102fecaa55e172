import { describe, expect, it } from 'vitest';
import { gaussianSample } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { fitAce } from './ace.ts';
import { actAdd, fitActAdd } from './act-add.ts';
import { identityIntervention } from './identity.ts';
import { joinInterventions } from './join-interventions.ts';

const [source, target] = [gaussianSample(1, 6, 4), gaussianSample(2, 6, 4)];
const at = (layer: number): ResidualSite => ({ layer, point: 'resid_post' });
const aceAt = (layer: number, options = {}) => fitAce(at(layer), source, target, options);

describe('joinInterventions', () => {
  it('holds every map and every fact, in execution order, and adds to the provenance', () => {
    const parts = [aceAt(5), aceAt(3)];
    const both = joinInterventions(parts, { options: { refit: 'simultaneous' }, data: { source: 'abc' } });
    expect(both.sites).toEqual([at(3), at(5)]);
    for (const part of parts) {
      const [[name, map]] = part.maps;
      expect(both.maps.get(name)).toBe(map);
      expect(both.provenance.facts![name]).toEqual(part.provenance.facts![name]);
    }
    expect(both.provenance.options).toEqual({ ...parts[0].provenance.options, refit: 'simultaneous' });
    expect(both.provenance.data).toEqual({ source: 'abc' });
  });

  it('keeps scope, skip-first and the lack of facts', () => {
    const options = { scope: 'prompt', skipFirst: true } as const;
    const both = joinInterventions([2, 4].map((layer) => actAdd(at(layer), Float32Array.of(1, 2), options)));
    expect(both).toMatchObject(options);
    expect(both.provenance).not.toHaveProperty('facts');
    expect(both.provenance).not.toHaveProperty('data');
  });

  it('takes the identity with any method, wherever it stands, but not with another scope', () => {
    const nothing = identityIntervention([at(1)], 4, { scope: 'all' });
    for (const parts of [
      [nothing, aceAt(2)],
      [aceAt(2), nothing],
    ]) {
      const both = joinInterventions(parts);
      expect(both.sites).toEqual([at(1), at(2)]);
      expect(both.provenance.method).toBe('ace');
    }
    expect(joinInterventions([nothing]).provenance.method).toBe('identity');
    const elsewhere = identityIntervention([at(1)], 4, { scope: 'prompt' });
    expect(() => joinInterventions([elsewhere, aceAt(2)])).toThrow(/not one method/);
  });

  it.each([
    ['no part', () => [], /sites: are empty/],
    ['two methods', () => [aceAt(1), fitActAdd(at(2), source, target)], /ace .*act-add .*not one method/],
    ['two strengths', () => [aceAt(1), aceAt(2, { strength: 0.5 })], /"strength":1.*"strength":0\.5/],
    ['two scopes', () => [aceAt(1), aceAt(2, { scope: 'prompt' })], /not one method/],
    ['one site twice', () => [aceAt(1), aceAt(1)], /resid_post\.1: has two maps/],
  ])('refuses %s', (_, parts, message) => {
    expect(() => joinInterventions(parts())).toThrow(InvalidInputError);
    expect(() => joinInterventions(parts())).toThrow(message);
  });
});
