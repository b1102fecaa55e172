import { describe, expect, test } from 'vitest';
import { fullResultsFixture } from '../../../test/report/full-results-fixture.ts';
import { parseSvg } from '../../../test/report/parse-svg.ts';
import { resultsFixture, stagedResults } from '../../../test/report/results-fixture.ts';
import type { Results } from '../../results/results.ts';
import { onlyMethods } from '../page/only-methods.ts';
import { reportPageData } from '../page/report-page-data.ts';
import { damageFigure } from './damage-figure.ts';
import { doseResponseFigure } from './dose-response-figure.ts';
import { drawFigure } from './draw-figure.ts';
import { FIGURE_NAMES } from './figure-names.ts';
import { geometryFigure } from './geometry-figure.ts';
import { heatMapFigure } from './heat-map-figure.ts';
import { localisationFigure } from './localisation-figure.ts';
import { robustnessFigure } from './robustness-figure.ts';
import { scatterFigure } from './scatter-figure.ts';

const results = resultsFixture();
const full = fullResultsFixture();
const FIGURES = {
  localisationFigure,
  heatMapFigure,
  damageFigure,
  scatterFigure,
  robustnessFigure,
  doseResponseFigure,
  geometryFigure,
};

type Parsed = ReturnType<typeof parseSvg>;

/** Marks that say something that matches: their titles and what is drawn of them. */
function marksOf(svg: string, pattern: RegExp): { readonly says: string; readonly mark: Parsed }[] {
  return [...parseSvg(svg).querySelectorAll('g > title')]
    .filter(({ textContent }) => pattern.test(textContent))
    .map((title) => ({ says: title.textContent, mark: title.parentElement }));
}

/** The fill of the symbol of every mark of an arm. */
const fillsOf = (svg: string, id: string): string[] =>
  marksOf(svg, new RegExp(`^${id.replace(/[+.]/g, '\\$&')}: `)).map(({ mark }) =>
    mark.querySelector('path').getAttribute('fill'),
  );

describe.each(Object.entries(FIGURES))('%s', (_, drawn) => {
  const figure = async (of: Results) => (await drawn(of))!;

  test('is one standalone SVG file with a size, a view box and a white ground', async () => {
    const svg = await figure(full);
    const root = parseSvg(svg).documentElement;
    expect(root.tagName.toLowerCase()).toBe('svg');
    expect(root.getAttribute('xmlns')).toBe('http://www.w3.org/2000/svg');
    expect(root.getAttribute('viewBox')).toBe(
      `0 0 ${root.getAttribute('width')} ${root.getAttribute('height')}`,
    );
    expect(root.querySelectorAll('svg')).toHaveLength(0);
    expect(root.querySelector('rect').getAttribute('fill')).toBe('#ffffff');
    // Nothing that needs the page's style sheet.
    expect(svg).not.toMatch(/var\(|light-dark|calc\(|class=|style=|<style/);
  });

  test('is the same bytes twice', async () => {
    expect(await figure(full)).toBe(await figure(fullResultsFixture()));
  });

  test('holds no NaN and states n in its title', async () => {
    const svg = await figure(full);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(parseSvg(svg).querySelector('title').textContent).toMatch(
      /n = 128|128 harmful|n = \d+ held-out prompts/,
    );
  });

  test('escapes the model’s name', async () => {
    const named: Results = { ...full, model: { ...full.model, name: 'a<b>&"c"' } };
    expect(() => parseSvg('<svg>&</svg>')).toThrow('bare &');
    expect(parseSvg(await figure(named)).documentElement.textContent).toContain('a<b>&"c"');
  });
});

test.each([640, 312])(
  'every figure of the page can be drawn at %i px, with its title or without',
  async (width) => {
    const { judges } = full;
    const two = { ...full, judges: { ...judges, judges: [...judges.judges, ...judges.judges] } };
    const data = {
      ...reportPageData(stagedResults(two)),
      prompts: [{ set: 'forbidden', ids: ['a', 'b'], outcomes: { baseline: 'rr', 'pca-ot@7/k1': 'cr' } }],
    };
    for (const name of FIGURE_NAMES) {
      // Of the staged run alone, or of the full one: each measured what the other did not.
      const drawn =
        (await drawFigure(name, data, { width })) ??
        (await drawFigure(name, { ...reportPageData(two), prompts: data.prompts }, { width }));
      expect(drawn?.width, name).toBe(width);
      expect(drawn!.title, name).toMatch(/^organism:aligned: /);
      expect(drawn!.svg, name).toContain(`width="${width}"`);
      expect(drawn!.svg, name).not.toMatch(/NaN|undefined/);
      const bare = await drawFigure(name, drawn!.svg.includes('Refusal score') ? data : reportPageData(two), {
        width,
        heading: false,
      });
      if (bare) expect(bare.height, name).toBeLessThan(drawn!.height);
    }
  },
);

describe('localisation', () => {
  test('draws every arm of its lines in both panels, solid within the budget and hollow beyond', async () => {
    const data = reportPageData(results);
    const methods = [...new Set(results.arms.map(({ method }) => method))];
    const { svg } = (await drawFigure('localisation', onlyMethods(data, methods)))!;
    for (const id of data.series.flatMap(({ armIds }) => armIds)) {
      const fills = fillsOf(svg, id);
      expect(fills, id).toHaveLength(2);
      const { value } = results.arms.find((arm) => arm.id === id)!.test.kl32;
      for (const fill of fills) expect(fill === '#ffffff', id).toBe(value! > 0.1);
    }
  });

  test('shows the lines that the page shows first, names them, and says n, budget and claimed depths', async () => {
    const svg = await localisationFigure(full);
    const shown = reportPageData(full).series.filter((series) => series.shown);
    expect(shown.length).toBeGreaterThan(1);
    for (const { label, armIds } of shown) {
      expect(svg).toContain(`>${label}<`);
      for (const id of armIds) expect(fillsOf(svg, id), id).toHaveLength(2);
    }
    expect(svg).toContain('>random displacements<');
    expect(svg).toContain('dotted: the budget of 0.1');
    expect(parseSvg(svg).querySelector('desc').textContent).toContain(
      'depths of 40–60% that the paper names',
    );
  });

  test('thins the ticks of a deep network', async () => {
    const svg = await localisationFigure({ ...results, model: { ...results.model, layers: 80 } });
    expect(
      [...parseSvg(svg).querySelectorAll('text')].filter(({ textContent }) => textContent.startsWith('l='))
        .length,
    ).toBeLessThan(60);
  });
});

describe('damage', () => {
  test('draws every arm once, hollow beyond the budget, and names the chosen ones', async () => {
    const svg = await damageFigure(results);
    for (const arm of results.arms) {
      const fills = fillsOf(svg, arm.id);
      expect(fills, arm.id).toHaveLength(1);
      expect(fills[0] === '#ffffff', arm.id).toBe(arm.test.kl32.value! > 0.1);
    }
    for (const { armId } of results.chosen) expect(svg).toMatch(new RegExp(`>${armId} [\\d.]+%<`));
  });

  test('leaves out what has no damage, and says how many arms are drawn', async () => {
    const [baseline, first, ...others] = results.arms;
    const lost = { ...first, test: { ...first.test, kl32: { value: null, n: 0, interval: null } } };
    expect(await damageFigure({ ...results, arms: [baseline, lost, ...others] })).toContain(
      `${results.arms.length - 1} arms, n = 128 harmful requests`,
    );
  });
});

test('the heat map has a cell per single-layer arm with its success, a scale from 0 to 100%, and a place for arms that left', async () => {
  const single = full.arms.filter(({ role, layer }) => role === 'layer' && layer !== null);
  const svg = await heatMapFigure(full);
  for (const { id, test: measured } of single) {
    const { k, n } = measured.forbidden.exact;
    const [mark, ...more] = marksOf(svg, new RegExp(`^${id}: success ${k}/${n}, `));
    expect(more, id).toEqual([]);
    const shade = Number(mark.mark.querySelector('rect').getAttribute('fill-opacity'));
    // As dark as its success, from none to the darkest that text can stand on.
    expect(Math.abs(shade - (0.62 * k) / n), id).toBeLessThan(0.006);
  }
  for (const tick of ['0%', '25%', '50%', '75%', '100%']) expect(svg).toContain(`>${tick}<`);
  const staged = stagedResults(full);
  const left = marksOf(await heatMapFigure(staged), /: left after (screen|halving|selection), /);
  expect(left.length).toBeGreaterThan(0);
  expect(left.map(({ says }) => says.split(':')[0])).toEqual(
    expect.arrayContaining([staged.design!.arms.find(({ reached }) => reached !== 'test')!.armId]),
  );
});

test('the scatter states layer, K, explained variance and n, and draws every point', async () => {
  const svg = (await scatterFigure(results))!;
  for (const text of [
    'at layer 7: 128 harmful and 128 harmless fit prompts',
    'K = 1',
    '62% and 11% of the variance',
  ])
    expect(parseSvg(svg).documentElement.textContent).toContain(text);
  const points = [...parseSvg(svg).querySelectorAll('circle')].filter(
    (circle) => circle.getAttribute('r') === '3',
  );
  expect(points).toHaveLength(256);
  expect(svg).toContain('residual-stream units');
  // Of both classes, and of the harmful one where it is carried.
  const outlines = [...parseSvg(svg).querySelectorAll('ellipse')].map((ellipse) => [
    ellipse.getAttribute('stroke'),
    ellipse.getAttribute('stroke-dasharray'),
  ]);
  expect(outlines).toEqual([
    ['#0069a8', null],
    ['#be4b04', null],
    ['#be4b04', '5 3'],
  ]);
});

describe('dose and response', () => {
  test('draws every strength and the unattacked model in both panels, hollow over the budget', async () => {
    const svg = (await doseResponseFigure(full))!;
    for (const rank of [1, 2]) {
      const drawn = marksOf(svg, new RegExp(`^K = ${rank}, λ = `));
      expect(drawn).toHaveLength(8);
      for (const { says, mark } of drawn.filter(({ says }) => says.includes('damage'))) {
        const damage = Number(/damage ([\d.]+)/.exec(says)![1]);
        expect(mark.querySelector('path').getAttribute('fill') === '#ffffff', says).toBe(damage > 0.1);
      }
    }
    expect(svg).toContain('at layer 7, n = 128 harmful requests');
  });

  test('is not drawn of one strength', async () => {
    expect(await doseResponseFigure(results)).toBeNull();
  });
});

test('robustness: both step functions with their bands, counts, R and D50', async () => {
  const svg = await robustnessFigure(full);
  const text = [...parseSvg(svg).querySelectorAll('text')].map(({ textContent }) => textContent).join(' ');
  for (const words of ['grid of pca-ot, 12 attacks', 'R 0.42 [0.37–0.47]', 'D50 0.020 [0.010 to > 1]'])
    expect(text).toContain(words);
  expect(marksOf(svg, /: pca-ot@7\/k1, success 109\/128, /)).toHaveLength(1);
  const [grid, everything] = [...parseSvg(svg).querySelectorAll('path')].filter((path) =>
    /^M\d+\.\d,[\d.]+H/.test(path.getAttribute('d')),
  );
  // Of the grid steps at the budgets .001, .004 and .05; of everything the one that comes before them all, after no attack.
  expect(grid.getAttribute('d').match(/H/g)).toHaveLength(3);
  expect(everything.getAttribute('d').match(/H/g)).toHaveLength(2);
  expect(everything.getAttribute('stroke-dasharray')).toBe('5 4');
});

describe('geometry', () => {
  test('draws every layer in every panel, with a key to each', async () => {
    const svg = (await geometryFigure(full))!;
    for (const name of [
      'before transport',
      'after',
      'labels permuted',
      'eigenvalue 1',
      'share captured',
      'AUROC',
    ]) {
      const drawn = marksOf(svg, new RegExp(`^layer \\d+, ${name}: `));
      expect(drawn, name).toHaveLength(12);
      expect(svg.split(`>${name}<`), name).toHaveLength(2);
    }
  });

  test('gives lines that share a panel different colours', async () => {
    const svg = parseSvg((await geometryFigure(full))!);
    const colourOf = (name: string): string => {
      const text = [...svg.querySelectorAll('text')].find(({ textContent }) => textContent === name)!;
      return text.parentElement.querySelector('path').getAttribute('stroke');
    };
    for (const panel of [
      ['before transport', 'after', 'labels permuted'],
      ['share captured', 'AUROC'],
    ])
      expect(new Set(panel.map(colourOf)).size).toBe(panel.length);
  });

  test('is not drawn of results without', async () => {
    expect(await geometryFigure(results)).toBeNull();
  });
});
