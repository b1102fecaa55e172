import { describe, expect, it } from 'vitest';
import { concludePaired } from './conclude-paired.ts';
import { declareEffective } from './declare-effective.ts';
import { holmAdjusted } from './holm.ts';
import { pairedTest } from './paired-test.ts';

const flags = (marks: string): boolean[] => [...marks].map((mark) => mark === '+');

describe('concludePaired', () => {
  it('calls an effect what is significant in its family, then none what is shown to be small, then nothing', () => {
    const many = flags('-'.repeat(400));
    const family = [
      pairedTest(flags('+'.repeat(40) + '-'.repeat(360)), many),
      pairedTest(flags('+'.repeat(3) + '-'.repeat(397)), many),
      pairedTest(flags('+-'.repeat(10)), flags('-+'.repeat(10))),
    ];
    const concluded = concludePaired(family);
    expect(concluded.map(({ conclusion }) => conclusion)).toEqual(['effect', 'null', 'inconclusive']);
    expect(concluded.map(({ adjustedP }) => adjustedP)).toEqual(holmAdjusted(family.map(({ p }) => p)));
    expect(concluded[0]).toMatchObject(family[0]);
  });

  it('adjusts: what is significant alone need not be among many', () => {
    const test = pairedTest(flags('++++++--'), flags('--------'));
    expect(concludePaired([test])[0].conclusion).toBe('effect');
    expect(concludePaired([test, test]).map(({ conclusion }) => conclusion)).toEqual([
      'inconclusive',
      'inconclusive',
    ]);
    expect(concludePaired([test], { adjusted: [0.2] })[0]).toMatchObject({
      adjustedP: 0.2,
      conclusion: 'inconclusive',
    });
  });

  it('takes a bound of exactly ±.10 to lie within', () => {
    expect(concludePaired([{ p: 1, interval: [-0.1, 0.1] }])[0].conclusion).toBe('null');
    expect(concludePaired([{ p: 1, interval: [-0.1, 0.11] }])[0].conclusion).toBe('inconclusive');
    expect(concludePaired([])).toEqual([]);
  });
});

describe('declareEffective', () => {
  const test = (p: number, difference: number) => ({ p, difference });

  it('asks for both tests, both upwards, adjusted over the arms', () => {
    const declared = declareEffective([
      { againstUnattacked: test(1e-4, 0.5), againstControl: test(1e-3, 0.4) },
      { againstUnattacked: test(1e-9, 0.5), againstControl: test(0.4, 0.05) },
      { againstUnattacked: test(1e-9, -0.5), againstControl: test(1e-9, -0.5) },
      { againstUnattacked: test(0.02, 0.2), againstControl: test(1e-9, 0.5) },
    ]);
    expect(declared.map(({ effective }) => effective)).toEqual([true, false, false, true]);
    expect(declared.map(({ adjustedP }) => adjustedP)).toEqual(holmAdjusted([1e-3, 0.4, 1e-9, 0.02]));
  });
});
