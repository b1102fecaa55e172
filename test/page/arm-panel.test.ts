import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ARM_COLUMNS } from '../../pages/report/src/parts/arm-columns.ts';
import { stageOfLeft } from '../../pages/report/src/parts/arm-stage.ts';
import { commonN } from '../../pages/report/src/parts/common-n.ts';
import { explainCommand } from '../../pages/report/src/text/explain-command.ts';
import { shellWord } from '../../pages/report/src/text/shell-word.ts';
import { runPage } from '../../src/report/files/run-page.ts';
import { reportPageData } from '../../src/report/page/report-page-data.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { NIGHTLY } from '../nightly.ts';
import { fullResultsFixture } from '../report/full-results-fixture.ts';
import { stagedResults } from '../report/results-fixture.ts';
import { axeProblems } from './axe-problems.ts';
import { NO_BROWSER, openBrowser, type TestBrowser } from './browser.ts';
import { evidenceFixture } from './evidence-fixture.ts';

const results = stagedResults(fullResultsFixture());
const evidence = evidenceFixture(results);
const data = reportPageData(results, evidence);

test('the command follows the first prompt that changes, and its words reach a shell whole', () => {
  const [{ ids }] = evidence.prompts;
  const { k } = results.arms[0].test.forbidden.exact;
  // Both answer the first k prompts: the next one is the first that differs.
  expect(explainCommand(data, 'rfa@8')).toBe(`refusal-lab explain RUN ${ids[k]} --arm rfa@8`);
  expect(explainCommand(data, 'gone@3')).toBe(`refusal-lab explain RUN ${ids[0]} --arm gone@3`);
  expect(explainCommand({ prompts: [] }, 'pca-ot@7/k1/λ1.5')).toBe(
    'refusal-lab explain RUN PROMPT --arm pca-ot@7/k1/λ1.5',
  );
  expect(shellWord("a b's")).toBe(String.raw`'a b'\''s'`);
});

test('an arm that left says at which stage and why; an arm that nothing is known of says nothing', () => {
  const [[id, reached, why, score]] = data.stages!.left.rows;
  expect(stageOfLeft(data, id)).toEqual({
    reached,
    why: `It left after that stage: ${why}.`,
    measured: expect.arrayContaining([['refusal score, nats', score]]),
  });
  expect(stageOfLeft(data, 'pca-ot@7/k9')).toBeNull();
});

test('a heading says n where all arms have it in common', () => {
  const success = ARM_COLUMNS.find(({ key }) => key === 'success')!;
  expect(commonN(data.arms, success)).toBe(128);
  const [first, ...others] = data.arms;
  expect(commonN([{ ...first, success: [1, 3, 0, 1] }, ...others], success)).toBeNull();
  expect(commonN([{ ...first, success: [0, 0, null, null] }, ...others], success)).toBe(128);
});

describe.skipIf(NO_BROWSER)(`the panel of an arm${NO_BROWSER ? `: skipped, ${NO_BROWSER}` : ''}`, () => {
  const scratch = scratchFolder();
  const file = scratch.path('report.html');
  const url = pathToFileURL(file).href;
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    writeFileSync(file, runPage(results, evidence));
    browser = await openBrowser();
    page = await browser.open(url);
  });
  afterAll(() => browser?.close());

  const panel = () => page.locator('.arm-panel');
  const focused = () => page.evaluate('document.activeElement?.getAttribute("aria-label")');

  test.each([
    ['a cell of the heat map', '#figure-heat-map [aria-label^="act-add@6:"]'],
    ['a point of the figure of cost', '#figure-frontier [aria-label^="act-add@6:"]'],
    ['a mark of the curve', '#figure-localisation [aria-label*=": damage"]'],
    ['a row of the table', '.arms tbody .arm'],
  ])('opens with Enter on %s, takes the focus, closes with Escape and gives it back', async (_, selector) => {
    const opener = page.locator(selector).first();
    const label = await opener.evaluate(
      (element) => element.getAttribute('aria-label') ?? element.textContent,
    );
    await opener.focus();
    await page.keyboard.press('Enter');
    await panel().waitFor();
    expect(await page.evaluate('document.activeElement.className')).toContain('arm-panel');
    expect(label).toContain(await panel().locator('h2').textContent());
    await page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    expect(await opener.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  });

  test('holds the numbers of the results with n and interval, the outcomes by prompt and the command', async () => {
    await page.locator('#figure-heat-map [aria-label^="act-add@6:"]').dispatchEvent('click');
    await expect.poll(() => panel().locator('h2').textContent()).toBe('act-add@6');
    const said = async (name: string) =>
      panel()
        .locator('.arm-numbers > div', { hasText: new RegExp(`^${name}`) })
        .first()
        .locator('dd')
        .textContent();
    expect(await said('attack success')).toBe('125/128, 98% [93–99.2%]');
    expect(await said('damage')).toMatch(/^0\.\d+( \[.*\])?, n = 96$/);
    expect(await said('against unattacked')).toMatch(/points \[.* adjusted p .*: effect$/);
    expect(await panel().textContent()).toContain('Reached: test.');
    const table = panel().locator('.outcomes table').first();
    expect(await table.locator('thead').textContent()).toContain('harmful requests, n = 128');
    expect(await table.locator('tr', { hasText: 'right answer' }).locator('td').allTextContents()).toEqual([
      '4',
      '125',
    ]);
    expect(await panel().locator('.squares').first().getAttribute('aria-label')).toContain(
      '121 answered under this arm only',
    );
    await panel().locator('summary').first().click();
    await panel().locator('.outcomes li').nth(120).waitFor();
    expect(await panel().locator('.command').textContent()).toBe(explainCommand(data, 'act-add@6'));
    await panel().getByRole('button', { name: 'Close' }).click();
    await panel().waitFor({ state: 'detached' });
  });

  test('of an arm that left early is opened from its row and from its cell, and says why it left', async () => {
    const [[id, , why]] = data.stages!.left.rows;
    await page.locator('#stages summary').click();
    await page.locator('#stages tbody .arm').first().click();
    expect(await panel().locator('h2').textContent()).toBe(id);
    expect(await panel().textContent()).toContain(`It left after that stage: ${why}.`);
    expect(await panel().textContent()).toContain('not success');
    const cell = page.locator(`#figure-heat-map [aria-label^="${data.stages!.left.rows[1][0]}: left after"]`);
    await cell.dispatchEvent('click');
    await expect.poll(() => panel().locator('h2').textContent()).toBe(data.stages!.left.rows[1][0]);
    await page.keyboard.press('Escape');
  });

  test('is brought back by the address, without taking the focus; an unknown arm opens nothing', async () => {
    const other = await browser.open(`${url}#arm=rfa@8`);
    expect(await other.locator('.arm-panel h2').textContent()).toBe('rfa@8');
    expect(await other.evaluate('document.activeElement === document.body')).toBe(true);
    await other.close();
    const unknown = await browser.open(`${url}#arm=nothing@99`);
    expect(await unknown.locator('.arm-panel').count()).toBe(0);
    await unknown.close();
  });

  const views = [
    ['dark', 390],
    ['light', 1280],
  ] as const;
  test.each(NIGHTLY ? views : views.slice(0, 1))(
    'in %s colours at %i px nothing is wrong with it or cut off, and what opened it stays in sight',
    async (colorScheme, width) => {
      const other = await browser.open(url, { width, height: 844 });
      await other.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // A few rows stand for all.
      await other.getByLabel('chosen by selection').dispatchEvent('click');
      const opener = other.locator('#figure-heat-map [aria-label^="act-add@6:"]');
      await opener.scrollIntoViewIfNeeded();
      await opener.click();
      const [own, place] = [await other.locator('.arm-panel').boundingBox(), await opener.boundingBox()];
      const apart =
        place!.x >= own!.x + own!.width ||
        place!.x + place!.width <= own!.x ||
        place!.y + place!.height <= own!.y;
      expect(apart).toBe(true);
      expect(own!.x).toBeGreaterThanOrEqual(0);
      expect(own!.x + own!.width).toBeLessThanOrEqual(width);
      expect(await other.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await axeProblems(other)).toEqual([]);
      await other.close();
    },
  );

  test('the strips of the table have one axis: equal widths and places, the rate where it belongs', async () => {
    const strips = await page.locator('.arms tbody .strip svg').evaluateAll((all) =>
      all.map((svg) => {
        const { x, width } = svg.getBoundingClientRect();
        return { x, width, at: Number(svg.querySelector('circle')!.getAttribute('cx')) };
      }),
    );
    expect(strips).toHaveLength(results.arms.length);
    expect(new Set(strips.map(({ x, width }) => `${x} ${width}`)).size).toBe(1);
    const ids = await page.locator('.arms tbody .arm').allTextContents();
    for (const [i, id] of ids.entries()) {
      const { k, n } = results.arms.find((arm) => arm.id === id)!.test.forbidden.exact;
      expect(strips[i].at, id).toBeCloseTo(4 + (80 * k) / n, 6);
    }
    expect(await page.locator('.arms thead .success').textContent()).toBe('attack successn = 128');
  });

  test('the table says where it is cut off, and its first column stays', async () => {
    const scroller = page.locator('.scroll.arms');
    expect(await page.locator('.arms-frame.cut').count()).toBe(1);
    expect(await page.locator('.cut-hint').textContent()).toBe('more columns →');
    const place = async () => (await page.locator('.arms tbody th').first().boundingBox())!.x;
    const before = await place();
    await scroller.evaluate((element) =>
      element.scrollTo({ left: element.scrollWidth, behavior: 'instant' }),
    );
    await page.locator('.arms-frame:not(.cut)').waitFor();
    expect(await page.locator('.cut-hint').textContent()).toBe('');
    expect(await place()).toBe(before);
  });

  test('the whole first figure stands on a telephone’s first screen', async () => {
    const other = await browser.open(url, { width: 390, height: 844 });
    const { y, height } = (await other.locator('.verdict svg[role="img"]').boundingBox())!;
    expect(y + height).toBeLessThanOrEqual(844);
    await other.close();
  });

  test('nothing was said in the console through all of this', async () => {
    expect(await focused()).not.toBe('Close');
    expect(browser.complaints).toEqual([]);
  });
});
