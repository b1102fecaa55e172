import { describe, expect, it } from 'vitest';
import { sitesOf } from '../../../stages/run/sites-of.ts';
import { parseSites } from './parse-sites.ts';

const available = sitesOf([0, 1, 2, 3], ['resid_pre', 'resid_post']);

describe('parseSites', () => {
  it('reads all, sites and ranges, in execution order and once each', () => {
    expect(parseSites('all', available.toReversed())).toEqual(available);
    expect(parseSites('resid_post.2-3, resid_pre.2,resid_post.3', available)).toEqual([
      { layer: 2, point: 'resid_pre' },
      { layer: 2, point: 'resid_post' },
      { layer: 3, point: 'resid_post' },
    ]);
  });

  it.each([
    ['7', 'neither a site nor a range'],
    ['resid_post.3-2', 'is descending'],
    ['resid_post.2-4', 'resid_post.4 is not in every file'],
    ['resid_mid.1', 'resid_mid.1'],
  ])('refuses %s', (text, message) => {
    expect(() => parseSites(text, available)).toThrow(message);
  });
});
