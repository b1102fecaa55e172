import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openComparedRun } from '../../src/audit/compare/compared-run.ts';
import { runComparison } from '../../src/audit/compare/run-comparison.ts';
import { comparisonPage } from '../../src/report/files/comparison-page.ts';
import type { RunComparison } from '../../src/results/run-comparison.ts';
import { HARDENED, syntheticRun, WEAK, writeSyntheticRun } from '../audit/synthetic-run.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { axeProblems } from './axe-problems.ts';
import { NO_BROWSER, openBrowser, type TestBrowser } from './browser.ts';

describe.skipIf(NO_BROWSER)(
  `the page of two runs in a browser${NO_BROWSER ? `: skipped, ${NO_BROWSER}` : ''}`,
  () => {
    const scratch = scratchFolder();
    const file = scratch.path('comparison.html');
    const url = pathToFileURL(file).href;
    let comparison: RunComparison;
    let browser: TestBrowser;

    beforeAll(async () => {
      const runs = [];
      for (const [name, model] of Object.entries({ weak: WEAK, hardened: HARDENED }))
        runs.push(await openComparedRun(writeSyntheticRun(scratch.path(name), await syntheticRun(model))));
      comparison = runComparison(runs[0], runs[1]);
      writeFileSync(file, comparisonPage(comparison));
      browser = await openBrowser();
    });
    afterAll(() => browser?.close());

    test('says the verdict in a sentence, its numbers below, and every difference as a mark and a row', async () => {
      const page = await browser.open(url);
      expect(await page.locator('h1').textContent()).toMatch(
        /^(The strongest attack|[\w-]+) \([^)]*\) succeeds less often on B\.$/,
      );
      expect(await page.locator('.standfirst').first().textContent()).toMatch(
        /^\d+\/60, [\d.]+% → \d+\/60, [\d.]+% \(−\d+ points \[/,
      );
      const rows = {
        robustness: comparison.robustness.length,
        attacks: comparison.best.length + comparison.chosen.length,
        unattacked: comparison.baseline.length,
      };
      for (const [name, count] of Object.entries(rows)) {
        const figure = page.locator(`#figure-difference-${name}`);
        // Drawn once the page knows its width, which may be after it is there.
        await figure.locator('.canvas .mark').first().waitFor({ state: 'attached' });
        expect(await figure.locator('.canvas .mark').count(), name).toBe(count);
        await figure.locator('summary').click();
        // The numbers are drawn once they are asked for.
        await figure.locator('.numbers tbody tr').first().waitFor();
        expect(await figure.locator('.numbers tbody tr').count(), name).toBe(count);
        // Words, not the names of metrics.
        for (const label of await figure.locator('.canvas text.over').allTextContents())
          expect(label).not.toMatch(/\w\.\w/);
        const stop = figure.locator('.canvas g[role="group"] > [tabindex="0"]');
        expect(await stop.count(), name).toBe(1);
        await stop.focus();
        await page.keyboard.press('End');
        await expect
          .poll(async () => (await figure.locator('.tip').textContent())?.length, { message: name })
          .toBeGreaterThan(4);
      }
      // Both runs over one axis, each with its band.
      const curves = page.locator('#figure-curves');
      await curves.locator('.canvas .mark').first().waitFor({ state: 'attached' });
      for (const side of ['A', 'B']) {
        const drawn = curves.locator(`.series[data-run="${side}"] path`);
        expect(await drawn.count()).toBe(2);
        for (const path of await drawn.all())
          expect((await path.getAttribute('d'))?.length).toBeGreaterThan(20);
      }
      expect(await curves.locator('.axis').count()).toBe(1);
      const [first] = comparison.curves;
      expect(await curves.locator('.canvas .mark').count()).toBe(first.a.length + first.b.length);
      await page.close();
      expect(browser.complaints).toEqual([]);
    });

    test.each([
      ['light', 1280],
      ['dark', 390],
    ] as const)(
      'axe finds nothing in %s colours at %i px, and nothing is cut off',
      async (colorScheme, width) => {
        const page = await browser.open(url, { width, height: 844 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(await axeProblems(page)).toEqual([]);
        await page.close();
        expect(browser.complaints).toEqual([]);
      },
    );
  },
);
