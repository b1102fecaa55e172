import { describe, expect, test } from 'vitest';
import { fullResultsFixture } from '../../../test/report/full-results-fixture.ts';
import { parseSvg } from '../../../test/report/parse-svg.ts';
import { resultsFixture } from '../../../test/report/results-fixture.ts';
import type { Results } from '../../results/results.ts';
import { damageFigure } from './damage-figure.ts';
import { doseResponseFigure } from './dose-response-figure.ts';
import { geometryFigure } from './geometry-figure.ts';
import { localisationFigure } from './localisation-figure.ts';
import { robustnessFigure } from './robustness-figure.ts';
import { scatterFigure } from './scatter-figure.ts';

const results = resultsFixture();
const full = fullResultsFixture();
const FIGURES = {
  localisationFigure,
  damageFigure,
  scatterFigure,
  robustnessFigure,
  doseResponseFigure,
  geometryFigure,
};

/** The fill of every symbol whose tooltip names the arm. */
function fillsOf(svg: string, id: string): string[] {
  const titles = [...parseSvg(svg).querySelectorAll('title')].filter((title) =>
    title.textContent.startsWith(`${id}:`),
  );
  return titles.map((title) => {
    let element = title.parentElement;
    while (element && !element.hasAttribute('fill')) element = element.parentElement;
    return element!.getAttribute('fill');
  });
}

describe.each(Object.entries(FIGURES))('%s', (_, drawn) => {
  const figure = async (of: Results) => (await drawn(of))!;

  test('is one standalone SVG file with a size, a view box and a white ground', async () => {
    const root = parseSvg(await figure(full)).documentElement;
    expect(root.tagName.toLowerCase()).toBe('svg');
    expect(root.getAttribute('xmlns')).toBe('http://www.w3.org/2000/svg');
    expect(root.getAttribute('viewBox')).toBe(
      `0 0 ${root.getAttribute('width')} ${root.getAttribute('height')}`,
    );
    expect(root.querySelectorAll('svg')).toHaveLength(0);
    expect(root.querySelector('rect').getAttribute('fill')).toBe('#ffffff');
  });

  test('is the same bytes twice', async () => {
    expect(await figure(full)).toBe(await figure(fullResultsFixture()));
  });

  test('holds no NaN and states n in its title', async () => {
    const svg = await figure(full);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(parseSvg(svg).querySelector('title').textContent).toMatch(/n = (128|64) harmful/);
  });

  test('escapes the model’s name', async () => {
    const named: Results = { ...full, model: { ...full.model, name: 'a<b>&"c"' } };
    expect(() => parseSvg('<svg>&</svg>')).toThrow('bare &');
    expect(parseSvg(await figure(named)).documentElement.textContent).toContain('a<b>&"c"');
  });
});

describe('localisation', () => {
  test('draws every single-layer arm in both panels, solid within the budget and hollow beyond', async () => {
    const svg = await localisationFigure(results);
    for (const arm of results.arms.filter(({ layer }) => layer !== null)) {
      const fills = fillsOf(svg, arm.id);
      expect(fills, arm.id).toHaveLength(2);
      for (const fill of fills) expect(fill === '#ffffff', arm.id).toBe(arm.test.kl32.value! > 0.1);
    }
  });

  test('labels the claimed band, the budget, the unattacked rate and each line’s best intact arm', async () => {
    const svg = await localisationFigure(results);
    for (const text of [
      'claimed 40–60 %',
      'budget 0.1',
      'unattacked',
      '4/128',
      'pca-ot K=1',
      'pca-ot K=2',
      'mean-shift K=1',
      '(rfa@8)',
    ])
      expect(svg).toContain(`>${text}<`);
    expect(svg).toContain('pca-ot at layers 6–8; mean-shift at layers 4–8');
  });

  test('thins the ticks of a deep network', async () => {
    const svg = await localisationFigure({ ...results, model: { ...results.model, layers: 80 } });
    expect(
      [...parseSvg(svg).querySelectorAll('tspan')].filter(({ textContent }) => textContent.startsWith('l='))
        .length,
    ).toBeLessThan(60);
  });

  test('says where nothing was to break', async () => {
    expect(await localisationFigure(resultsFixture({ refuses: false }))).toContain('nothing to break');
  });
});

describe('damage', () => {
  test('draws every arm once, hollow beyond the budget, and labels the chosen ones', async () => {
    const svg = await damageFigure(results);
    for (const arm of results.arms) {
      const fills = fillsOf(svg, arm.id);
      expect(fills, arm.id).toHaveLength(1);
      expect(fills[0] === '#ffffff', arm.id).toBe(arm.test.kl32.value! > 0.1);
    }
    for (const { armId } of results.chosen) expect(svg).toMatch(new RegExp(`>${armId} \\d+/128<`));
  });

  test('leaves out, and says so, what has no finite damage', async () => {
    const [baseline, first, ...others] = results.arms;
    const lost = { ...first, test: { ...first.test, kl32: { value: null, n: 0, interval: null } } };
    expect(await damageFigure({ ...results, arms: [baseline, lost, ...others] })).toContain(
      'finite value: 1 arms',
    );
  });
});

test('the scatter states layer, K, explained variance and n, and draws every point once a panel', async () => {
  const svg = await scatterFigure(results);
  for (const text of [
    'layer 7 (depth 0.67), K = 1',
    'coordinate 1 62%',
    'coordinate 2 11%',
    'after transport',
  ])
    expect(svg).toContain(text);
  const dots = [...parseSvg(svg).querySelectorAll('[aria-label="dot"]')];
  const clouds = dots.filter((group) => group.children.length === 128);
  expect(clouds).toHaveLength(4);
});

/** Texts of an SVG file's tooltips that match. */
const tooltips = (svg: string, pattern: RegExp) =>
  [...parseSvg(svg).querySelectorAll('title')]
    .map(({ textContent }) => textContent)
    .filter((text) => pattern.test(text));

test('controls get a panel of their own: every layer of every kind, and the band of random draws', async () => {
  const svg = await localisationFigure(full);
  for (const label of ['pca-ot K=2', 'reverse map: refusal', 'covariance only', 'shuffled labels'])
    expect(tooltips(svg, new RegExp(`^layer \\d+, ${label}: `)), label).toHaveLength(12);
  // Unreadable at the first layer.
  expect(tooltips(svg, /^layer \d+, rotated: /)).toHaveLength(11);
  expect(tooltips(svg, /^layer 7, reverse map: refusal: 56\/96 /)).toHaveLength(1);
  expect(svg).toContain('band: range of 3 draws a layer');
  const [area] = parseSvg(svg).querySelectorAll('[aria-label="area"] path');
  expect(area.getAttribute('d')).toMatch(/^M[\d.,LZ-]+$/);
  expect(area.getAttribute('d').split('L').length).toBe(24);
  expect(await localisationFigure(results)).not.toContain('against its controls');
});

describe('dose and response', () => {
  test('draws every strength twice, hollow over the budget, a column a rank, labelled by layer', async () => {
    const svg = (await doseResponseFigure(full))!;
    for (const [pattern, count] of [
      [/^layer 5, λ/, 12],
      [/^layer 7, λ/, 12],
    ] as const)
      expect(tooltips(svg, pattern)).toHaveLength(count);
    for (const text of ['K = 1', 'K = 2', 'l=5', 'l=7', 'budget 0.1']) expect(svg).toContain(`>${text}<`);
    const fills = [...new Set(fillsOf(svg, 'layer 7, λ 1.5'))];
    expect(fills).toEqual(['#ffffff']);
    expect(fillsOf(svg, 'layer 5, λ 0.5')).not.toContain('#ffffff');
  });

  test('is not drawn of one strength', async () => {
    expect(await doseResponseFigure(results)).toBeNull();
  });
});

test('robustness: both step functions, their scores and a mark at each D50, hollow where censored', async () => {
  const svg = await robustnessFigure(full);
  for (const text of [
    'grid of pca-ot',
    'everything measured (dashed)',
    '12 attacks',
    'R 0.42 [0.37–0.47]',
    'D50 0.020 [0.010 to &gt; 1]',
  ])
    expect(svg).toContain(`>${text}<`);
  expect(tooltips(svg, /^pca-ot@7\/k1: 109\/128/)).toHaveLength(1);
  const lines = [...parseSvg(svg).querySelectorAll('[aria-label="line"] path')];
  // Steps at the budgets .001, .004 and .05: two points each.
  expect(lines[0].getAttribute('d').match(/[ML]/g)).toHaveLength(6);
  expect(lines[1].getAttribute('d').match(/[ML]/g)).toHaveLength(2);
  const dots = [...parseSvg(svg).querySelectorAll('[aria-label="dot"]')].map((dot) =>
    dot.getAttribute('fill'),
  );
  expect(dots).toEqual(['#0072b2', '#ffffff']);
});

describe('geometry', () => {
  test('draws every layer in every panel, what lies beyond an axis as an arrow with its value', async () => {
    const svg = (await geometryFigure(full))!;
    expect(tooltips(svg, /^layer \d+, mean difference: /)).toHaveLength(12);
    expect(tooltips(svg, /^layer \d+, after the map: /)).toHaveLength(12);
    // Captured share 12, zero position 11: one is at −2236.
    expect(tooltips(svg, /^layer \d+: /)).toHaveLength(23);
    expect(svg).toContain('>↓ −2236<');
  });

  test('is not drawn of results without', async () => {
    expect(await geometryFigure(results)).toBeNull();
  });
});
