import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawFigure } from '../../src/report/figures/draw-figure.ts';
import { runPage } from '../../src/report/files/run-page.ts';
import { reportPageData } from '../../src/report/page/report-page-data.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { fullResultsFixture } from '../report/full-results-fixture.ts';
import { parseSvg } from '../report/parse-svg.ts';
import { NO_BROWSER, openBrowser, type TestBrowser } from './browser.ts';
import { evidenceFixture } from './evidence-fixture.ts';

const results = fullResultsFixture();
const evidence = evidenceFixture(results);

/** What is drawn, in its order: every shape by its geometry, every text with its place. */
function drawnIn(svg: string): string[] {
  // A file has its lengths cut to a hundredth of a pixel.
  const number = (text: string): string =>
    text.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (digits) => String(Number(Number(digits).toFixed(2))));
  return [...parseSvg(svg).querySelectorAll('path, rect, circle, ellipse, line, text')].map((element) => {
    const said = ['d', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'width', 'height']
      .map((name) => element.getAttribute(name))
      .map((value) => (value === null ? '' : number(value)));
    return [element.tagName.toLowerCase(), ...said, element.textContent].join(' ');
  });
}

describe.skipIf(NO_BROWSER)(`figure files${NO_BROWSER ? `: skipped, ${NO_BROWSER}` : ''}`, () => {
  const scratch = scratchFolder();
  const file = scratch.path('report.html');
  let browser: TestBrowser;
  beforeAll(async () => {
    writeFileSync(file, runPage(results, evidence));
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('without a browser show what the page’s own SVG button gives, shape by shape', async () => {
    const page = await browser.open(pathToFileURL(file).href);
    const data = reportPageData(results, evidence);
    for (const [id, name] of [
      ['localisation', 'localisation'],
      ['heat-map', 'heat-map'],
      ['frontier', 'damage'],
      ['robustness', 'robustness'],
      ['geometry', 'geometry'],
    ] as const) {
      const button = page.locator(`#figure-${id}`).getByRole('button', { name: 'SVG' });
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      const given = readFileSync(await download.path(), 'utf8');
      const width = Number(parseSvg(given).documentElement.getAttribute('width'));
      const drawn = (await drawFigure(name, data, { width }))!;
      expect(drawn.svg.length, name).toBeLessThan(given.length);
      expect(drawnIn(drawn.svg), name).toEqual(drawnIn(given));
    }
    await page.close();
  });
});
