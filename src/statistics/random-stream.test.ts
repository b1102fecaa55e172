import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { RandomStream } from './random-stream.ts';

describe('RandomStream', () => {
  it('is fixed by seed and label', () => {
    const draws = (seed: number, label: string) => [...new RandomStream(seed, label).normals(9)];
    expect(draws(1, 'a')).toEqual(draws(1, 'a'));
    expect(draws(1, 'a')).not.toEqual(draws(1, 'b'));
    expect(draws(1, 'a')).not.toEqual(draws(2, 'a'));
    expect(() => new RandomStream(0.5, '')).toThrow(InvalidInputError);
  });

  it('draws normals whose moments are those of a standard normal', () => {
    const draws = new RandomStream(3, 'moments').normals(100_000);
    const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / draws.length;
    expect(moment(1)).toBeCloseTo(0, 1.5);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(3))).toBeLessThan(0.06);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.12);
  });

  it('gives unrelated first draws to labels that differ in a digit', () => {
    const first = Array.from({ length: 2000 }, (_, i) => new RandomStream(0, `draw ${i}`).normal());
    const mean = first.reduce((sum, x) => sum + x, 0) / first.length;
    const products = first.slice(1).map((x, i) => x * first[i]);
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(2000));
    expect(Math.abs(products.reduce((sum, x) => sum + x, 0) / products.length)).toBeLessThan(
      4 / Math.sqrt(2000),
    );
  });

  it('shuffles every order equally often', () => {
    const random = new RandomStream(5, 'shuffle');
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle([0, 1, 2]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});
