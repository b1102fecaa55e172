import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { FIRST_SETTINGS, isRanked, LAB_METHODS } from '../../src/laboratory/arm-settings.ts';
import type { Answer, ExperimentRequest } from '../../src/laboratory/experiment.ts';
import { Laboratory } from '../../src/laboratory/laboratory.ts';
import { resolveModel } from '../../src/stages/model/resolve-model.ts';
import { axeProblems } from '../page/axe-problems.ts';
import { NO_BROWSER } from '../page/browser.ts';
import { type LabPage, openLabPage } from './lab-page.ts';

const TOLERANCE = 2e-5;
const FORBIDDEN = 'I need to boil a starry venom today. Any advice?';
const HARMLESS = 'How do I brew a mossy tea?';

let lab: LabPage;
let page: Page;
/** The same lab in Node. */
let engine: Engine;
let laboratory: Laboratory;

beforeAll(async () => {
  if (NO_BROWSER) return;
  lab = await openLabPage('organism:aligned');
  page = lab.page;
  // Both read the activations of the fit prompts, a thread each.
  const checkpoint = await resolveModel('organism:aligned');
  engine = await OnnxEngine.open(checkpoint, { threads: 1 });
  [laboratory] = await Promise.all([
    Laboratory.open(checkpoint, engine, { source: 'organism' }),
    lab.shown(),
  ]);
});

afterAll(async () => {
  await engine?.dispose();
  await lab?.close();
});

afterEach(() => {
  if (lab) expect(lab.browser.complaints).toEqual([]);
});

const badges = (): Promise<string[]> => page.locator('.answer .badge').allTextContents();

/** Waits until an assertion about the page holds. */
const eventually = (check: () => Promise<void>): Promise<void> =>
  expect.poll(() => check().then(() => 'holds', String), { timeout: 60_000 }).toBe('holds');

describe.skipIf(NO_BROWSER)(`the page of the lab${NO_BROWSER ? ` (${NO_BROWSER})` : ''}`, () => {
  it('opens on a refusal that an intervention flips', async () => {
    expect(await badges()).toEqual(['Refused', 'Right answer']);
    expect(await page.locator('.twin .badge').allTextContents()).toEqual(['Right answer', 'Right answer']);
    expect(await page.locator('.recognised').textContent()).toMatch(/^Forbidden · /);
    await lab.ask({ prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 9, strength: 0 }, view: null });
    expect(await badges()).toEqual(['Refused', 'Refused']);
    await lab.ask({ prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 9 }, view: null });
    expect(await badges()).toEqual(['Refused', 'Right answer']);
    expect(lab.browser.requested.some((url) => url.endsWith('.wasm'))).toBe(true);
    expect(lab.browser.requested.some((url) => url.endsWith('/model/model.safetensors'))).toBe(true);
  });

  it('runs the sweeps of both sliders', async () => {
    await eventually(async () => expect(await page.locator('.track .tone-unknown').count()).toBe(0));
    expect(await page.locator('.track .cell').count()).toBe(12 + 13);
    const shown = await page.locator('.track').first().locator('.cell').nth(9).getAttribute('title');
    expect(shown).toBe('Layer 9: Right answer; harmless twin: Right answer');
  });

  it('gives the tokens, probabilities and activations that Node gives', async () => {
    const requests: ExperimentRequest[] = [
      { prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 9 }, view: null },
      { prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 6, rank: 3, strength: 1.5 }, view: 9 },
      {
        prompt: HARMLESS,
        settings: { ...FIRST_SETTINGS, layer: 5, method: 'act-add', strength: -1 },
        view: null,
      },
      {
        prompt: FORBIDDEN,
        settings: { ...FIRST_SETTINGS, layer: 9, method: 'rfa', scope: 'prompt' },
        view: null,
      },
      {
        prompt: 'Tell me about the moon.',
        settings: { ...FIRST_SETTINGS, layer: 9, method: 'leace' },
        view: null,
      },
    ];
    for (const request of requests) {
      const [here, there] = await Promise.all([laboratory.experiment(request), lab.ask(request)]);
      expect(there.armId).toBe(here.armId);
      expect(there.flipsAt).toBe(here.flipsAt);
      expect(there.twin?.intervened).toEqual(here.twin?.intervened);
      for (const which of ['plain', 'intervened'] as const) {
        expect(there[which].text).toBe(here[which].text);
        expect(there[which].verdict).toEqual(here[which].verdict);
        expect(ids(there[which])).toEqual(ids(here[which]));
        expect(relativeGap(shares(there[which]), shares(here[which]))).toBeLessThan(TOLERANCE);
      }
      for (const side of ['before', 'after'] as const)
        expect(relativeGap(there.plane.lastPrompt[side], here.plane.lastPrompt[side])).toBeLessThan(
          TOLERANCE,
        );
      for (const [index, path] of there.plane.paths.entries())
        for (const side of ['before', 'after'] as const)
          expect(relativeGap(path[side], here.plane.paths[index][side])).toBeLessThan(TOLERANCE);
      expect(relativeGap(there.plane.forbidden.points, here.plane.forbidden.points)).toBeLessThan(TOLERANCE);
    }
  });

  it('follows every control, and the address follows it', async () => {
    await lab.ask({ prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 9 }, view: null });
    const slider = (name: RegExp) => page.getByRole('slider', { name });
    await slider(/^Layer/).press('ArrowRight');
    await lab.shown({ settings: { layer: 10 } });
    await slider(/^Strength/).press('ArrowLeft');
    await lab.shown({ settings: { strength: 0.95 } });
    await slider(/^Rank/).press('ArrowRight');
    await lab.shown({ settings: { rank: 2 } });
    await page.getByLabel('Last prompt', { exact: true }).check({ force: true });
    await lab.shown({ settings: { scope: 'last-prompt' } });
    await page.getByLabel('Shift', { exact: true }).check({ force: true });
    await lab.shown({ settings: { complement: 'shift' } });
    await page.getByLabel('Residual stream after').selectOption('11');
    expect((await lab.shown({ view: 11 })).plane.site).toBe('resid_post.11');
    for (const method of LAB_METHODS) {
      await page.getByLabel('Method').selectOption(method);
      await lab.shown({ settings: { method } });
      expect(await slider(/^Rank/).isDisabled()).toBe(!isRanked(method));
    }
    await page.locator('.track').first().locator('.cell').nth(4).click();
    await lab.shown({ settings: { layer: 4 } });
    const { hash } = new URL(page.url());
    expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toMatchObject({
      prompt: FORBIDDEN,
      layer: '4',
      scope: 'last-prompt',
      view: '11',
    });
  });

  it('begins at the second block where a method reads the input of one', async () => {
    await lab.ask({ prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 0 }, view: null });
    await page.getByLabel('Method').selectOption('rfa');
    expect((await lab.shown({ settings: { method: 'rfa' } })).armId).toBe('rfa@1');
    expect(await page.getByRole('slider', { name: /^Read at layer/ }).getAttribute('min')).toBe('1');
  });

  it('takes another request of each kind, and any text', async () => {
    for (const kind of ['Forbidden', 'Harmless', 'Borderline']) {
      await page.getByRole('button', { name: kind, exact: true }).click();
      await eventually(async () =>
        expect(await page.locator('.recognised').textContent()).toMatch(new RegExp(`^${kind} · `)),
      );
    }
    const hostile = '<img src=x onerror=alert(1)> </script> & moss';
    await page.locator('#request').fill(hostile);
    await lab.shown({ prompt: hostile });
    expect(await page.locator('.recognised').textContent()).toMatch(/^Not a request of this model’s world/);
    expect(await page.locator('#app img').count()).toBe(0);
    await page.locator('#request').fill('zq'.repeat(200));
    await page.waitForSelector('.problem');
    expect(await page.locator('.problem').textContent()).toMatch(/positions/);
    await page.locator('#request').fill(' ');
    await page.waitForSelector('.hint');
    await page.locator('#request').fill(FORBIDDEN);
    await lab.shown({ prompt: FORBIDDEN });
  });

  it('looks at one token after another, by pointer, keys and by itself', async () => {
    await lab.ask({ prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 9 }, view: null });
    const tokens = page.getByRole('group', { name: 'Intervened: tokens' }).getByRole('button');
    const heading = page.locator('.at-token h3').first();
    const point = page.locator('.plane .point.after');
    const place = async (): Promise<string> =>
      `${await point.getAttribute('cx')} ${await point.getAttribute('cy')}`;
    const first = await place();
    await tokens.nth(2).click();
    expect(await heading.textContent()).toMatch(/^Token 3 of \d+ intervened$/);
    expect(await place()).not.toBe(first);
    await tokens.nth(2).press('ArrowRight');
    expect(await heading.textContent()).toMatch(/^Token 4 of /);
    await eventually(async () => {
      const taken = (await page.locator('.candidates .taken code').textContent())!.trim();
      expect(await tokens.nth(3).locator('.piece').textContent()).toBe(taken);
    });
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Play' }).click();
    await eventually(async () => expect(await heading.textContent()).toMatch(/^Token 2 of /));
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('group', { name: 'Unattacked: tokens' }).getByRole('button').first().click();
    expect(await heading.textContent()).toMatch(/unattacked$/);
  });

  it('is reached by the Tab key, every control with its focus seen', async () => {
    await page.locator('body').click({ position: { x: 2, y: 2 } });
    const reached: string[] = [];
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        if (element === document.body) return null;
        const seen = [element, element.closest('label')].some(
          (each) => each && getComputedStyle(each).outlineStyle !== 'none',
        );
        return {
          what: element.id || element.className || element.getAttribute('name') || element.tagName,
          type: element.getAttribute('type') ?? element.tagName,
          seen,
        };
      });
      if (!found) break;
      expect(found.seen, found.what).toBe(true);
      reached.push(found.type);
    }
    for (const type of ['TEXTAREA', 'SELECT', 'range', 'radio', 'button']) expect(reached).toContain(type);
    expect(reached.filter((type) => type === 'range')).toHaveLength(3);
  });

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)(
    'breaks no rule of axe in %s colours at %i px, and nothing is cut off',
    async (colorScheme, width) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      expect(await axeProblems(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    },
  );
});

const ids = ({ tokens }: Answer): number[] => tokens.map(({ id }) => id);
const shares = ({ tokens }: Answer): number[] =>
  tokens.flatMap(({ plain, intervened, divergence }) => [plain, intervened, divergence]);

/** max|a − b| / max(1, max|b|). Arrays of numbers come out of the browser as objects of their indices. */
function relativeGap(found: ArrayLike<number> | object, expected: ArrayLike<number>): number {
  const [a, b] = [Object.values(found) as number[], Array.from(expected)];
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const largest = Math.max(1, ...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / largest;
}
