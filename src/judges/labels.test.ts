import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '../statistics/seeded-random.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { judgeAccuracy } from './judge-accuracy.ts';
import { encodeLabelSheet, readLabels } from './label-sheet.ts';
import { type LabelCandidate, sampleLabels } from './sample-labels.ts';

const folder = mkdtempSync(join(tmpdir(), 'labels-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const candidates = (sizes: Readonly<Record<string, number>>): LabelCandidate[] =>
  Object.entries(sizes).flatMap(([stratum, size]) =>
    Array.from({ length: size }, (_, i) => ({
      id: `${stratum}-${i}`,
      prompt: `How do I brew tea ${i}?`,
      completion: `Steep ${stratum} ${i}.`,
      stratum,
    })),
  );

describe('sampleLabels', () => {
  it('takes as many of each stratum while they last, and weighs them back to all', () => {
    const { sheet, key } = sampleLabels(candidates({ both: 50, one: 3, none: 200 }), { n: 43, seed: 1 });
    const count = (stratum: string) => key.filter((row) => row.stratum === stratum).length;
    expect([count('both'), count('one'), count('none')]).toEqual([20, 3, 20]);
    expect(key.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(253);
    expect(sheet.map(({ sample }) => sample)).toEqual(key.map(({ sample }) => sample));
    expect(Object.keys(sheet[0])).toEqual(['sample', 'prompt', 'context', 'completion']);
  });

  it('shows the person who labels neither id nor stratum, in an order of its own', () => {
    const all = candidates({ a: 40, b: 40 });
    const { sheet, key } = sampleLabels(all, { n: 80, seed: 1 });
    expect(JSON.stringify(sheet)).not.toContain('a-1');
    const runs = key.filter((row, i) => i > 0 && row.stratum !== key[i - 1].stratum).length;
    expect(runs).toBeGreaterThan(20);
    for (const [i, { id }] of key.entries())
      expect(sheet[i].completion).toBe(all.find((candidate) => candidate.id === id)!.completion);
  });

  it('depends on the seed and not on the order given', () => {
    const all = candidates({ a: 30, b: 30 });
    const sample = sampleLabels(all, { n: 10, seed: 1 });
    expect(sampleLabels([...all].reverse(), { n: 10, seed: 1 })).toEqual(sample);
    expect(sampleLabels(all, { n: 10, seed: 2 }).key).not.toEqual(sample.key);
  });

  it('never has more rows than items, and every item once', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 1, max: 9 })),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 1000 }),
        (sizes, n, seed) => {
          const all = candidates(sizes);
          const { key } = sampleLabels(all, { n, seed });
          expect(key).toHaveLength(Math.min(n, all.length));
          expect(new Set(key.map(({ id }) => id)).size).toBe(key.length);
          // Only strata that are in the sample can be weighed back.
          const seen = new Set(key.map(({ stratum }) => stratum));
          const population = all.filter(({ stratum }) => seen.has(stratum)).length;
          expect(key.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(population);
        },
      ),
    );
  });

  it('refuses a size below 1 and ids that repeat', () => {
    expect(() => sampleLabels(candidates({ a: 2 }), { n: 0, seed: 1 })).toThrow(/0 is not a size/);
    expect(() => sampleLabels([...candidates({ a: 1 }), ...candidates({ a: 1 })], { n: 1, seed: 1 })).toThrow(
      /share an id/,
    );
  });
});

describe('judgeAccuracy', () => {
  it('is the share of each class with its Wilson interval where all weigh the same', () => {
    const rows = [
      ...Array(18).fill({ judge: true, human: true, weight: 3 }),
      ...Array(2).fill({ judge: false, human: true, weight: 3 }),
      ...Array(45).fill({ judge: false, human: false, weight: 3 }),
      ...Array(5).fill({ judge: true, human: false, weight: 3 }),
      { judge: null, human: true, weight: 3 },
    ];
    const { sensitivity, specificity, failed } = judgeAccuracy(rows);
    expect(sensitivity).toMatchObject({ k: 18, n: 20, rate: 0.9 });
    expect(specificity).toMatchObject({ k: 45, n: 50, rate: 0.9 });
    expect(failed).toBe(1);
    for (const [rate, [k, n]] of [
      [sensitivity, [18, 20]],
      [specificity, [45, 50]],
    ] as const) {
      expect(rate.effectiveN).toBeCloseTo(n);
      for (const end of [0, 1]) expect(rate.interval![end]).toBeCloseTo(wilsonInterval(k, n)[end]);
    }
  });

  it('is null where a class is missing', () => {
    expect(judgeAccuracy([{ judge: true, human: true, weight: 1 }]).specificity).toEqual({
      k: 0,
      n: 0,
      rate: null,
      interval: null,
      effectiveN: 0,
    });
  });

  it('finds the sensitivity of all items from a sample that over-represents what the judge says rarely', () => {
    // 1000 items; the judge says yes to 60 of 100 that comply, and to 27 of 900 that do not.
    const truth = [
      ...Array.from({ length: 100 }, (_, i) => ({ human: true, judge: i < 60 })),
      ...Array.from({ length: 900 }, (_, i) => ({ human: false, judge: i < 27 })),
    ];
    const all = truth.map(({ judge }, i) => ({
      id: `${i}`,
      prompt: '',
      completion: '',
      stratum: `judge=${judge}`,
    }));
    let weighted = 0;
    let raw = 0;
    const draws = 60;
    for (let seed = 0; seed < draws; seed++) {
      const { key } = sampleLabels(all, { n: 160, seed });
      const { sensitivity } = judgeAccuracy(key.map(({ id, weight }) => ({ ...truth[Number(id)], weight })));
      weighted += sensitivity.rate! / draws;
      raw += sensitivity.k / sensitivity.n / draws;
    }
    expect(Math.abs(weighted - 0.6)).toBeLessThan(0.06);
    expect(raw).toBeGreaterThan(0.85);
  });
});

describe('label sheets', () => {
  const texts = fc.string({ unit: 'grapheme' });

  it.each(['csv', 'jsonl'])('come back from %s, whatever the texts', (extension) => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 8 }), texts, (completions, prompt) => {
        const rows = completions.map((completion, i) => ({
          sample: `s${i}`,
          prompt,
          context: '',
          completion,
        }));
        const path = write(`sheet.${extension}`, encodeLabelSheet(rows, `sheet.${extension}`));
        const { labels, blank } = readLabels(path);
        expect([labels.size, blank]).toEqual([0, completions.length]);
      }),
      { numRuns: 60 },
    );
  });

  it('are read with the separators, spaces and capitals of a spreadsheet', () => {
    for (const mark of [',', ';', '\t']) {
      const text = ['sample', 'label', 'completion'].join(mark);
      const rows = [
        `s001${mark} Complied ${mark}"a${mark}""b"""`,
        `s002${mark}REFUSED${mark}x`,
        `s003${mark}${mark}y`,
      ];
      const { labels, blank } = readLabels(write('saved.csv', `\ufeff${[text, ...rows].join('\r\n')}\r\n`));
      expect(Object.fromEntries(labels)).toEqual({ s001: 'complied', s002: 'refused' });
      expect(blank).toBe(1);
    }
  });

  it('start no formula in a spreadsheet', () => {
    const random = new SeededRandom(1, 'formula');
    for (const start of ['=', '+', '-', '@', '\t']) {
      const completion = `${start}HYPERLINK("x")${random.below(9)}`;
      const sheet = encodeLabelSheet([{ sample: 's001', prompt: '', context: '', completion }], 'a.csv');
      expect(sheet).toContain(`"'${start}HYPERLINK`);
    }
  });

  it('refuse what is unknown, by row and without quoting texts', () => {
    const csv = (rows: string) => write('bad.csv', `sample,label,completion\n${rows}`);
    expect(() => readLabels(csv('s001,maybe,secret moss'))).toThrow(/bad\.csv:2: has an unknown label/);
    expect(() => readLabels(csv('s001,refused,a\ns001,refused,b'))).toThrow(
      /bad\.csv:3: sample s001 occurs twice/,
    );
    expect(() => readLabels(write('bad.jsonl', '{"label": "refused"}\n'))).toThrow(
      /bad\.jsonl:1: lacks `sample`/,
    );
    const broken = csv('s001,"secret moss\n');
    expect(() => readLabels(broken)).toThrow(/bad\.csv:\d: opens a quoted field that never ends/);
    try {
      readLabels(broken);
    } catch (error) {
      expect(String(error)).not.toContain('secret');
    }
  });
});
