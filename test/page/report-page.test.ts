import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDelimitedText } from '../../src/formats/delimited-text.ts';
import { runPage } from '../../src/report/files/run-page.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { NIGHTLY, nightly } from '../nightly.ts';
import { fullResultsFixture } from '../report/full-results-fixture.ts';
import { parseSvg } from '../report/parse-svg.ts';
import { stagedResults } from '../report/results-fixture.ts';
import { axeProblems } from './axe-problems.ts';
import { NO_BROWSER, openBrowser, type TestBrowser } from './browser.ts';
import { evidenceFixture } from './evidence-fixture.ts';

const results = fullResultsFixture();

describe.skipIf(NO_BROWSER)(
  `a run's page in a browser${NO_BROWSER ? `: skipped, ${NO_BROWSER}` : ''}`,
  () => {
    const scratch = scratchFolder();
    const file = scratch.path('report.html');
    const url = pathToFileURL(file).href;
    let browser: TestBrowser;
    let page: Page;

    beforeAll(async () => {
      writeFileSync(file, runPage(results, evidenceFixture(results)));
      browser = await openBrowser();
      page = await browser.open(url);
    });
    afterAll(() => browser?.close());

    const chosen = () => page.locator('.layer-stepper output').textContent();
    /** Without waiting for the pointer to get there: a click of the real kind is tested elsewhere. */
    const press = (button: ReturnType<Page['locator']>) => button.dispatchEvent('click');
    /** With a click of the real kind: a browser may hold back a row of downloads that nobody asked for. */
    const saved = async (button: ReturnType<Page['locator']>): Promise<Buffer> => {
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      return readFileSync(await download.path());
    };

    test('opens from a file with the verdict first, asks for nothing and complains of nothing', async () => {
      expect(await page.title()).toBe('Refusal audit of organism:aligned');
      expect(await page.locator('h1').textContent()).toContain('any one of layers 4–8 (of 12)');
      expect(await page.locator('.standfirst').first().textContent()).toMatch(
        /complies with 125 of 128 harmful requests \(95% CI 93–99.2%\)/,
      );
      expect(await page.locator('.claim').count()).toBe(results.claims.length);
      expect(browser.complaints).toEqual([]);
    });

    test('is the same over http', async () => {
      const server = createServer((_, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(readFileSync(file));
      }).listen(0, '127.0.0.1');
      try {
        await new Promise((resolve) => server.once('listening', resolve));
        const other = await browser.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
        expect(await other.locator('.canvas > svg').first().getAttribute('viewBox')).toMatch(/^0 0 \d+ \d+$/);
        await other.close();
      } finally {
        server.close();
      }
      expect(browser.complaints).toEqual([]);
    });

    test('choosing a layer with the pointer moves every figure and the address; the address brings it back', async () => {
      await page.locator('#figure-localisation [aria-label^="pca-ot@7/k2: success"]').click();
      expect(await chosen()).toBe('layer 7');
      expect(page.url()).toContain('#layer=7&arm=pca-ot@7/k2');
      expect(await page.locator('#figure-localisation .chosen-layer').count()).toBe(1);
      const other = await browser.open(`${url}#layer=4`);
      expect(await other.locator('.layer-stepper output').textContent()).toBe('layer 4');
      await other.close();
      await page.getByRole('button', { name: 'Next layer' }).click();
      expect(await chosen()).toBe('layer 8');
      await page.getByRole('button', { name: 'Previous layer' }).click();
      expect(await chosen()).toBe('layer 7');
    });

    test('marks are reached by the keyboard, say what they are and are chosen with Enter', async () => {
      const marks = page.locator(
        '#figure-localisation [role="group"][aria-label="Attack success by layer"] > g',
      );
      const stops = await marks.evaluateAll((all) => all.filter(({ tabIndex }) => tabIndex === 0).length);
      expect(stops).toBe(1);
      const first = page.locator('#figure-localisation [aria-label^="pca-ot@0/k2: success"]');
      await first.focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('.tip').textContent()).toMatch(
        /^pca-ot@1\/k2: success \d+\/128, [\d.]+% \[[\d.]+–[\d.]+%\]$/,
      );
      await page.keyboard.press('Enter');
      expect(await chosen()).toBe('layer 1');
      // Out of the panel of the arm, back to the mark.
      await page.keyboard.press('Escape');
      await page.keyboard.press('End');
      expect(await page.locator('.tip').textContent()).toMatch(/^pca-ot@11\/k2/);
      await page.keyboard.press('ArrowDown');
      expect(await page.locator('.tip').textContent()).not.toMatch(/^pca-ot/);
      await page.keyboard.press('Escape');
      expect(await page.locator('.tip').count()).toBe(0);
    });

    test('every switch of the curve shows and hides its line', async () => {
      const figure = page.locator('#figure-localisation');
      const drawn = () => figure.locator('.canvas .line, .canvas .band').count();
      const switches = figure.locator('.switch');
      expect(await switches.count()).toBeGreaterThan(8);
      for (let i = 0; i < (await switches.count()); i++) {
        const before = await drawn();
        const on = (await switches.nth(i).getAttribute('aria-pressed')) === 'true';
        await press(switches.nth(i));
        expect(Math.sign((await drawn()) - before), (await switches.nth(i).textContent()) ?? '').toBe(
          on ? -1 : 1,
        );
        await press(switches.nth(i));
        expect(await drawn()).toBe(before);
      }
    });

    test('the marks of every figure are reached by the keyboard', async () => {
      for (const figure of await page.locator('figure:has(.mark)').all()) {
        const id = (await figure.getAttribute('id')) ?? '';
        for (const group of await figure.locator('.canvas g[role="group"]').all()) {
          const stop = group.locator(':scope > [tabindex="0"]');
          expect(await stop.count(), id).toBe(1);
          await stop.focus();
          await page.keyboard.press('End');
          expect((await figure.locator('.tip').textContent())?.length, id).toBeGreaterThan(4);
        }
      }
    });

    test('every other control of a figure can be moved, and the figure is drawn again', async () => {
      for (const radio of await page.locator('figure input[type="radio"]').all()) {
        await press(radio);
        expect(await radio.isChecked()).toBe(true);
      }
      const flips = page.locator('#figure-flips');
      expect(await flips.locator('.canvas .mark').count()).toBe(128);
      await flips.locator('select').nth(2).selectOption('rfa@8');
      expect(await flips.locator('h3').textContent()).toBe('Prompt by prompt: baseline against rfa@8');
      const { k } = results.arms.find(({ id }) => id === 'rfa@8')!.test.forbidden.exact;
      expect(await flips.locator('.canvas .flip.gained').count()).toBe(
        k - results.arms[0].test.forbidden.exact.k,
      );
      await flips.locator('select').first().selectOption('harmless');
      expect(await flips.locator('.canvas .mark').count()).toBe(2);
      await flips.locator('select').first().selectOption('harmful');
      const doses = page.locator('#figure-dose-response');
      for (const layer of await doses.locator('.switch').all()) {
        await press(layer);
        expect(await doses.locator('h3').textContent()).toContain((await layer.textContent())!);
      }
      await press(page.getByRole('button', { name: 'All layers' }));
      expect(await chosen()).toBe('layer –');
    });

    test('a layer chosen in one figure moves the others', async () => {
      await press(page.locator('#figure-heat-map [aria-label^="act-add@6:"]'));
      expect(await chosen()).toBe('layer 6');
      expect(await page.locator('#figure-scatter h3').textContent()).toContain('at layer 6:');
      expect(await page.locator('#figure-localisation .chosen-layer').count()).toBe(1);
      expect(await page.locator('#figure-geometry .chosen-layer').count()).toBe(1);
      expect(await page.locator('#figure-geometry figcaption').textContent()).toContain('Layer 6:');
      expect(await page.locator('.arms .chosen-row').count()).toBe(1);
      await press(page.locator('#figure-geometry .mark').last());
      expect(await chosen()).toBe('layer 11');
      expect(await page.locator('#figure-scatter [role="status"]').textContent()).toContain(
        'Layer 11 holds no such points',
      );
    });

    nightly('every figure gives valid SVG, PNG and CSV files', { timeout: 180_000 }, async () => {
      for (const figure of await page.locator('figure').all()) {
        const id = (await figure.getAttribute('id')) ?? '';
        const svg = (await saved(figure.getByRole('button', { name: 'SVG' }))).toString('utf8');
        const root = parseSvg(svg).documentElement;
        expect(root.getAttribute('viewBox'), id).toBe(
          `0 0 ${root.getAttribute('width')} ${root.getAttribute('height')}`,
        );
        expect(svg, id).not.toMatch(/NaN|undefined|var\(|class=/);
        const png = await saved(figure.getByRole('button', { name: 'PNG' }));
        expect([...png.subarray(0, 8)], id).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
        expect(png.readUInt32BE(16), id).toBe(Math.round(3 * Number(root.getAttribute('width'))));
        const csv = (await saved(figure.getByRole('button', { name: 'CSV' }))).toString('utf8');
        const { columns, records } = parseDelimitedText(csv.replace(/^\ufeff/, ''), id);
        expect(records.length, id).toBeGreaterThan(0);
        for (const { cells } of records) expect(cells.length, id).toBe(columns.length);
      }
    });

    test('the numbers of every figure can be read as a table', async () => {
      for (const figure of await page.locator('figure').all()) {
        await press(figure.locator('summary'));
        expect(await figure.locator('.numbers tbody tr').count()).toBeGreaterThan(0);
        expect(await figure.locator('.numbers').textContent()).not.toMatch(/NaN|undefined|null/);
        await press(figure.locator('summary'));
      }
    });

    test('the arm table sorts by every heading and filters', async () => {
      const table = page.locator('.arms');
      const rows = table.locator('tbody tr');
      expect(await rows.count()).toBe(results.arms.length);
      for (const heading of await table.locator('thead button').all()) {
        await press(heading);
        const sort = await table
          .locator('[aria-sort="ascending"], [aria-sort="descending"]')
          .getAttribute('aria-sort');
        const order = await rows.allTextContents();
        await press(heading);
        expect(
          await table.locator('[aria-sort="ascending"], [aria-sort="descending"]').getAttribute('aria-sort'),
        ).not.toBe(sort);
        expect((await rows.allTextContents()).toSorted()).toEqual(order.toSorted());
      }
      await page.locator('.filters input[type="search"]').fill('pca-ot @7');
      const ids = await table.locator('tbody .arm').allTextContents();
      expect(ids.length).toBeGreaterThan(1);
      for (const id of ids) expect(id).toMatch(/pca-ot@7/);
      const csv = (await saved(page.locator('.filters .file'))).toString('utf8');
      expect(csv.trim().split('\r\n')).toHaveLength(ids.length + 1);
      await page.locator('.filters input[type="search"]').fill('');
      await page.locator('.filters select').first().selectOption('rfa');
      for (const id of await table.locator('tbody .arm').allTextContents()) expect(id).toMatch(/^rfa@/);
      await page.locator('.filters select').first().selectOption('');
      await press(page.getByLabel('chosen by selection'));
      expect(await rows.count()).toBe(results.chosen.length);
      await press(page.getByLabel('chosen by selection'));
      await press(page.getByLabel('within the damage budget'));
      expect(await rows.count()).toBe(results.arms.filter(({ test: { kl32 } }) => kl32.value! <= 0.1).length);
      await press(page.getByLabel('within the damage budget'));
    });

    test('the toolbar leads to every section and changes the colours', async () => {
      for (const link of await page.locator('.toolbar nav a').all()) {
        await press(link);
        const id = (await link.getAttribute('href'))!.slice(1);
        expect(await page.evaluate('document.activeElement?.id')).toBe(id);
      }
      const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      const theme = page.locator('.theme');
      const auto = await ground();
      await press(theme);
      expect(await ground()).toBe(auto);
      await press(theme);
      expect(await ground()).not.toBe(auto);
      await press(theme);
      expect(await ground()).toBe(auto);
    });

    test.each([
      ['light', 1280],
      ['dark', 390],
    ] as const)(
      'axe finds nothing in %s colours at %i px, and nothing is cut off',
      async (colorScheme, width) => {
        const other = await browser.open(`${url}#layer=7`, { width, height: 844 });
        await other.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await press(other.locator('summary').first());
        expect(await other.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        // A few rows stand for all.
        await press(other.getByLabel('chosen by selection'));
        expect(await axeProblems(other)).toEqual([]);
        await other.close();
      },
    );

    test('on paper there are all arms, light colours and no controls', async () => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.locator('.toolbar').isVisible()).toBe(false);
      expect(await page.locator('.files').first().isVisible()).toBe(false);
      const cut = await page
        .locator('.scroll.arms')
        .evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1);
      expect(cut).toBe(false);
      expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(28, 27, 25)');
      expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
      await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    });

    test('text of the results is never markup, wherever it stands', async () => {
      const nasty =
        '</script><script>window.broken=1</script><img src=x onerror="window.broken=2">\u2028&amp;';
      const hostile = scratch.path('hostile.html');
      const arms = results.arms.map((arm) => (arm.id === 'rfa@8' ? { ...arm, method: nasty } : arm));
      writeFileSync(
        hostile,
        runPage({
          ...results,
          arms,
          model: { ...results.model, name: nasty, systemPrompt: nasty },
          claims: results.claims.map((claim) => ({ ...claim, claim: nasty, because: [nasty] })),
        }),
      );
      const other = await browser.open(pathToFileURL(hostile).href);
      expect(await other.evaluate('"broken" in window')).toBe(false);
      expect(await other.locator('.claim li').first().textContent()).toBe(nasty);
      expect(await other.title()).toContain('<script>');
      expect(await other.locator('main img, main script').count()).toBe(0);
      await other.close();
      expect(browser.complaints).toEqual([]);
    });

    test('of a staged audit has its stages, and the refusal score on an axis of its own below that of success', async () => {
      const staged = stagedResults(results);
      const path = scratch.path('staged.html');
      writeFileSync(path, runPage(staged, evidenceFixture(staged)));
      const views = [
        ['dark', 390],
        ['light', 1280],
      ] as const;
      for (const [colorScheme, width] of NIGHTLY ? views : views.slice(0, 1)) {
        const other = await browser.open(pathToFileURL(path).href, { width, height: 844 });
        await other.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const figure = other.locator('#figure-refusal-score');
        expect(await figure.textContent()).toContain('refusal score at the last prompt token, nats');
        expect(await figure.textContent()).not.toMatch(/ASR|attack success/i);
        expect(await figure.locator('.mark').count()).toBe(12);
        expect(await figure.locator('.unattacked').count()).toBe(1);
        expect(await figure.locator('.mark .hollow').count()).toBe(
          staged.design!.curve.layers.filter(({ completed }) => !completed).length,
        );
        // One axis of depth: a layer stands below itself.
        const ends = async (of: string) =>
          (await other.locator(`${of} .canvas .claimed`).first().getAttribute('x')) ?? '';
        expect(await ends('#figure-refusal-score')).toBe(await ends('#figure-localisation'));
        await press(figure.locator('[aria-label^="pca-ot@4/k1:"]'));
        expect(await other.locator('.layer-stepper output').textContent()).toBe('layer 4');
        expect(await figure.locator('[aria-label^="pca-ot@4/k1:"]').getAttribute('aria-label')).toContain(
          'success not measured',
        );
        expect(await other.locator('#stages tbody tr').count()).toBe(0);
        await other.locator('#stages summary').click();
        const rows = other.locator('#stages tbody tr');
        await rows.first().waitFor();
        expect(await rows.count()).toBe(
          staged.design!.arms.filter(({ reached }) => reached !== 'test').length,
        );
        expect(await rows.first().textContent()).toMatch(
          /^pca-ot@0\/k1screenothers of its method did better/,
        );
        expect(await other.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        await press(other.getByLabel('chosen by selection'));
        expect(await axeProblems(other)).toEqual([]);
        await other.close();
      }
      expect(await page.locator('#stages, #figure-refusal-score').count()).toBe(0);
    });

    test('nothing was said in the console through all of this', () => {
      expect(browser.complaints).toEqual([]);
    });
  },
);
