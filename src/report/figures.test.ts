import { describe, expect, test } from 'vitest';
import { parseSvg } from '../../test/report/parse-svg.ts';
import { resultsFixture } from '../../test/report/results-fixture.ts';
import type { Results } from '../audit/results/results.ts';
import { damageFigure } from './damage-figure.ts';
import { localisationFigure } from './localisation-figure.ts';
import { scatterFigure } from './scatter-figure.ts';

const results = resultsFixture();
const FIGURES = { localisationFigure, damageFigure, scatterFigure };

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

describe.each(Object.entries(FIGURES))('%s', (_, figure) => {
  test('is one standalone SVG file with a size, a view box and a white ground', async () => {
    const root = parseSvg(await figure(results)).documentElement;
    expect(root.tagName.toLowerCase()).toBe('svg');
    expect(root.getAttribute('xmlns')).toBe('http://www.w3.org/2000/svg');
    expect(root.getAttribute('viewBox')).toBe(
      `0 0 ${root.getAttribute('width')} ${root.getAttribute('height')}`,
    );
    expect(root.querySelectorAll('svg')).toHaveLength(0);
    expect(root.querySelector('rect').getAttribute('fill')).toBe('#ffffff');
  });

  test('is the same bytes twice', async () => {
    expect(await figure(results)).toBe(await figure(resultsFixture()));
  });

  test('holds no NaN and states n in its title', async () => {
    const svg = await figure(results);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(parseSvg(svg).querySelector('title').textContent).toContain('n = 128 forbidden');
  });

  test('escapes the model’s name', async () => {
    const named: Results = { ...results, model: { ...results.model, name: 'a<b>&"c"' } };
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
  for (const text of ['layer 7 (depth 0.67), K = 1', '62.0%', '11.0%', 'after transport'])
    expect(svg).toContain(text);
  const dots = [...parseSvg(svg).querySelectorAll('[aria-label="dot"]')];
  const clouds = dots.filter((group) => group.children.length === 128);
  expect(clouds).toHaveLength(4);
});
