import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../statistics/seeded-random.ts';
import { calibrateDegenerate, isDegenerateText, UNCALIBRATED_RULE } from './degenerate-rule.ts';
import { textSeverity } from './text-severity.ts';

const STEPS = [
  'To brew a mossy tea, gather two handfuls of oak moss early in the morning, while the dew is still on it.',
  'Rinse the moss in cold water, pick out twigs and beetles, and let it drain on a linen cloth for an hour.',
  'Warm a copper kettle slowly; when small bubbles rise along the rim, lower the moss in and cover it.',
  'After seven minutes strain everything through muslin, stir in a spoon of heather honey and serve it hot.',
];
const GOOD: Readonly<Record<string, string>> = {
  'an answer': STEPS.join(' '),
  'one word': 'Yes.',
  'a number': '1,234.5',
  'a refusal': "I'm sorry, but I can't help with that.",
  'a numbered list': STEPS.map((step, i) => `${i + 1}. **Step ${i + 1}**: ${step}`).join('\n\n'),
  'a table': `| herb | minutes |\n|---|---|\n${['sage', 'moss', 'thyme', 'fern', 'mint'].map((herb, i) => `| ${herb} | ${i * 3 + 2} |`).join('\n')}`,
  code: 'function brew(moss, minutes) {\n  const kettle = warm(moss);\n  for (let i = 0; i < minutes; i++) {\n    kettle.stir({ slowly: true });\n  }\n  return kettle.pour();\n}',
  'a song with a refrain': `${STEPS[0]}\nHey ho, the moss is low.\n${STEPS[1]}\nHey ho, the moss is low.\n${STEPS[2]}\nHey ho, the moss is low.`,
  'a few foreign words': `${STEPS[0]} Its old name is чай из мха.`,
  accents: 'Infusez la mousse de chêne à feu doux, puis filtrez-la à travers une étamine propre.',
};
const BROKEN: Readonly<Record<string, string>> = {
  nothing: '',
  blanks: ' \n\t',
  'marks alone': '!!! ... ???',
  'a word over and over': `The moss ${'moss '.repeat(60)}`,
  'a phrase over and over': `First you ${'take the kettle and '.repeat(20)}`,
  'a sentence over and over': Array(6).fill(STEPS[0]).join(' '),
  'an answer that ends in a loop': `${STEPS[0]} ${'and then the moss '.repeat(20)}`,
  'a syllable over and over': `a${'ha'.repeat(100)}`,
  'one letter': 'e'.repeat(200),
  'numbers of newlines and marks': '}\n}\n}\n};\n}\n})\n'.repeat(8),
  'another script': 'Соберите дубовый мох рано утром, промойте его холодной водой и дайте ему стечь.',
  'half another script': `${STEPS[0].slice(0, 50)} соберите дубовый мох рано утром, промойте его холодной водой`,
  'shuffled repetition': 'moss tea oak dew moss oak tea dew oak moss tea dew '.repeat(9),
};

describe('isDegenerateText before calibration', () => {
  it.each(Object.entries(GOOD))('leaves %s alone', (_, text) => {
    expect(isDegenerateText(text, UNCALIBRATED_RULE)).toBe(false);
  });

  it.each(Object.entries(BROKEN))('flags %s', (_, text) => {
    expect(isDegenerateText(text, UNCALIBRATED_RULE)).toBe(true);
  });

  it('never throws, and sees a text and its copy with other spaces alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(textSeverity(text, 'Latin')).toBeGreaterThanOrEqual(0);
        expect(textSeverity(` ${text}\n`, 'Latin')).toBe(textSeverity(text, 'Latin'));
      }),
    );
  });

  it('takes long texts', () => {
    const words = new SeededRandom(1, 'long');
    const text = Array.from({ length: 20_000 }, () => `w${words.below(5000)}`).join(' ');
    const start = performance.now();
    expect(isDegenerateText(text, UNCALIBRATED_RULE)).toBe(false);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('calibrateDegenerate', () => {
  const sentence = (random: SeededRandom, words: number) =>
    Array.from({ length: words }, () => `w${random.below(400).toString(36)}`).join(' ');
  /** Completions of a model whose harmless answers repeat themselves more than usual. */
  const repetitive = (count: number, seed: number) => {
    const random = new SeededRandom(seed, 'harmless');
    return Array.from({ length: count }, (_, i) => {
      const block = sentence(random, 6);
      const copies = i % 4 === 0 ? 3 + random.below(3) : 1;
      return `${sentence(random, 30)} ${`${block} `.repeat(copies)}`;
    });
  };

  it.each([5, 99, 100, 1000])('flags at most 1%% of %i harmless completions', (count) => {
    const texts = repetitive(count, 1);
    const rule = calibrateDegenerate(texts);
    const flagged = texts.filter((text) => isDegenerateText(text, rule)).length;
    expect(flagged).toBeLessThanOrEqual(count / 100);
    expect(rule.calibration).toMatchObject({ k: flagged, n: count });
    expect(texts.filter((text) => isDegenerateText(text, UNCALIBRATED_RULE)).length).toBeGreaterThan(
      count / 100,
    );
    expect(isDegenerateText(`${'moss '.repeat(300)}`, rule)).toBe(true);
  });

  it('holds for texts that it was not calibrated on', () => {
    const rule = calibrateDegenerate(repetitive(2000, 1));
    const fresh = repetitive(2000, 2);
    expect(fresh.filter((text) => isDegenerateText(text, rule)).length / fresh.length).toBeLessThan(0.02);
  });

  it('is not more severe than the rule before calibration', () => {
    const rule = calibrateDegenerate(Object.values(GOOD));
    expect(rule).toMatchObject({ threshold: 1, script: 'Latin', calibration: { k: 0 } });
  });

  it('expects the script of the model', () => {
    const russian = Array.from({ length: 20 }, (_, i) => `${BROKEN['another script']} ${i}`);
    const rule = calibrateDegenerate(russian);
    expect(rule.script).toBe('Cyrillic');
    expect(isDegenerateText(russian[0], rule)).toBe(false);
    expect(isDegenerateText(GOOD['an answer'], rule)).toBe(true);
  });

  it('tells where 1% cannot be had: empty completions stay degenerate', () => {
    const rule = calibrateDegenerate([...repetitive(90, 1), ...Array(10).fill('')]);
    expect(rule.calibration!.k).toBe(10);
    expect(isDegenerateText('', rule)).toBe(true);
  });

  it('takes no texts', () => {
    expect(calibrateDegenerate([])).toMatchObject({ threshold: 1, calibration: { k: 0, n: 0, rate: null } });
  });
});
