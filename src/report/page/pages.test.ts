import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullResultsFixture } from '../../../test/report/full-results-fixture.ts';
import { resultsFixture } from '../../../test/report/results-fixture.ts';
import { embedJson } from './embed-json.ts';
import { fillTemplate } from './fill-template.ts';
import { packPage, unpackPage } from './pack-page.ts';
import { reportPageData } from './report-page-data.ts';
import { gridStep, packGrid, toGrid, unpackGrid } from './scatter-grid.ts';

const results = fullResultsFixture();
const TEMPLATE = '<title>refusal-lab</title><!--page:fallback--><!--page:data-->';

describe('a page’s data', () => {
  test('say the verdict, the strongest attack with its interval, and what bounds all attacks', () => {
    expect(reportPageData(results).headline).toEqual([
      'Steering any one of layers 4–8 (of 12) breaks organism:aligned’s refusal at little cost (KL ≤ 0.1 nats per token).',
      'Under the strongest selected attack (`act-add@6`) it complies with 125 of 128 harmful requests (95% CI 93–99.2%); unattacked, with 4 of 128.',
      'Of the 45 attacks that keep the model intact, `mean-shift@7/k1` succeeds most often on the test prompts: 125 of 128. With 95% confidence none of them succeeds more often than 99.2%.',
    ]);
    expect(reportPageData(resultsFixture({ refuses: false })).headline).toHaveLength(1);
    const { keyFigures, furtherFigures } = reportPageData(results);
    expect(keyFigures.map(({ label, value }) => [label, value])).toEqual([
      ['Harmful requests answered under the strongest selected attack', '98%'],
      ['The same, unattacked', '3%'],
      ['Damage of that attack to the model', expect.stringMatching(/^(none|hardly any|little)$/)],
    ]);
    // No word of the first three needs the glossary.
    for (const { label } of keyFigures) expect(label).not.toMatch(/KL|ASR|D50|\bR\b|λ|\bK\b/);
    expect(furtherFigures.at(-1)?.label).toBe('Robustness R');
  });

  test('hold k, n and interval of every arm as the results do', () => {
    const { arms } = reportPageData(results);
    expect(arms.map(({ id }) => id)).toEqual(results.arms.map(({ id }) => id));
    for (const [i, { test: measured }] of results.arms.entries()) {
      const { k, n, interval } = measured.forbidden.refusal;
      expect(arms[i].refusal.slice(0, 2)).toEqual([k, n]);
      expect(arms[i].refusal[2]).toBeCloseTo(interval![0], 3);
      expect(arms[i].damage[0]).toBeCloseTo(measured.kl32.value!, 3);
      expect(arms[i].intact).toBe(measured.kl32.value! <= 0.1);
    }
  });

  test('come out of their short form as they went in, infinities too', () => {
    const data = reportPageData(results, {
      scatters: [],
      prompts: [{ set: 'forbidden', ids: ['a', 'b', 'c'], outcomes: { baseline: 'ccr', 'x@1': 'xdu' } }],
    });
    const infinite = { ...data, budget: Number.POSITIVE_INFINITY };
    expect(unpackPage(JSON.parse(JSON.stringify(packPage(infinite))))).toEqual(infinite);
  });

  test('of one cloud keep the points to a thousandth of their range', () => {
    const [cloud] = reportPageData(results).scatters;
    const flat = results.scatter.forbidden.flat();
    const range = Math.max(...flat) - Math.min(...flat);
    for (const [i, value] of cloud.forbidden.entries())
      expect(Math.abs(value - flat[i])).toBeLessThan(range / 100);
  });
});

test('numbers on a grid come out of two characters each as they went in, at every scale', () => {
  for (const most of [0, 1e-9, 0.37, 4.99, 5, 1000, 77_777, 3e12]) {
    const step = gridStep(most);
    const values = [-most, -most / 3, 0, most / 7, most].map((value) => toGrid(value, step));
    for (const [i, value] of values.entries())
      expect(Math.abs(value - [-most, -most / 3, 0, most / 7, most][i])).toBeLessThanOrEqual(most / 700);
    const text = packGrid(values, step);
    expect(text).toHaveLength(2 * values.length);
    expect(unpackGrid(text, step)).toEqual(values);
  }
});

test('JSON in a page holds no character that ends a script or a line, whatever the strings', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<', '>', '&', '\u2028', '\u2029', '/script', '!--', '"', '\\', 'a')),
      (parts) => {
        const text = parts.join('');
        const json = embedJson({ [text]: text });
        expect(json).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(json)).toEqual({ [text]: text });
      },
    ),
  );
});

test('a template gets title, data and the verdict for those without scripts; one without places is refused', () => {
  const data = { ...reportPageData(results), title: '</title><b>', headline: ['<i>`x`'] };
  const html = fillTemplate(TEMPLATE, data);
  expect(html).toMatch(
    /^<title>&lt;\/title&gt;&lt;b&gt;<\/title><p>&lt;i&gt;x<\/p><script type="application\/json" id="page-data">\{/,
  );
  expect(html.split('<script')).toHaveLength(2);
  expect(() => fillTemplate('<title>refusal-lab</title>', data)).toThrow('no <!--page:data-->');
});
