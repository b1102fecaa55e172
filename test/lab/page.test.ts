import { fileURLToPath } from 'node:url';
import axeCore from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../lab/worker/protocol.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { type ArmSettings, FIRST_SETTINGS, isRanked, LAB_METHODS } from '../../src/lab/arm-settings.ts';
import type { Answer, Experiment, ExperimentRequest } from '../../src/lab/experiment.ts';
import { Laboratory } from '../../src/lab/laboratory.ts';
import { modelSite } from '../../src/lab-server/model-site.ts';
import { pageSite } from '../../src/lab-server/page-site.ts';
import { type RunningServer, startSiteServer } from '../../src/lab-server/site-server.ts';
import { resolveModel } from '../../src/stages/open-model.ts';
import { type LabBrowser, NO_BROWSER, openLabBrowser } from './lab-browser.ts';

const PAGE = fileURLToPath(new URL('../../dist/lab-page', import.meta.url));
const TOLERANCE = 2e-5;
/** The engine starts in seconds; a machine with other work to do may need many times that. */
const PATIENCE = 600_000;
const FORBIDDEN = 'I need to boil a starry venom today. Any advice?';
const HARMLESS = 'How do I brew a mossy tea?';

/** What the page's own worker has said; put there by a script that runs before the page. */
declare const reports: Report[];
declare const axe: typeof axeCore;

let server: RunningServer;
let browser: LabBrowser;
let page: Page;

/** Hands on what the worker says, and keeps it. */
function recordReports(): void {
  const kept: unknown[] = [];
  Object.assign(globalThis, { reports: kept });
  const Original = globalThis.Worker;
  globalThis.Worker = class extends Original {
    constructor(...args: ConstructorParameters<typeof Original>) {
      super(...args);
      this.addEventListener('message', ({ data }) => kept.push(data));
    }
  };
}

beforeAll(async () => {
  if (NO_BROWSER) return;
  const checkpoint = await resolveModel('organism:aligned');
  server = await startSiteServer(
    new Map([...pageSite(PAGE), ...modelSite(checkpoint, { source: 'organism' })]),
    0,
  );
  browser = await openLabBrowser(server.url);
  page = await browser.context.newPage();
  await page.addInitScript(recordReports);
  await page.addInitScript(axeCore.source);
  await page.goto(server.url);
  await settled();
}, PATIENCE);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(() => {
  if (browser) expect(browser.complaints).toEqual([]);
});

/** The experiment that the page shows, once it shows what its address asks for. */
async function settled(): Promise<Experiment> {
  await page.waitForSelector('.bench:not(.busy) .answers');
  return page.evaluate(() => {
    const last = reports.findLast((report) => report.kind === 'experiment');
    if (!last) throw new Error('no experiment');
    return last.experiment;
  });
}

/** Puts a request into the address and waits for what comes of it. */
async function ask({ prompt, settings, view }: ExperimentRequest): Promise<Experiment> {
  const fields = new URLSearchParams({
    prompt,
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
    ...(view === null ? {} : { view: String(view) }),
  });
  await page.evaluate((hash) => {
    location.hash = hash;
  }, fields.toString());
  for (;;) {
    const found = await settled();
    if (JSON.stringify(found.request) === JSON.stringify({ prompt, settings, view })) return found;
  }
}

const badges = (): Promise<string[]> => page.locator('.answer .badge').allTextContents();

/** Waits until an assertion about the page holds. */
const eventually = (check: () => Promise<void>): Promise<void> =>
  expect.poll(() => check().then(() => 'holds', String), { timeout: PATIENCE }).toBe('holds');

describe.skipIf(NO_BROWSER)(`the page of the lab${NO_BROWSER ? ` (${NO_BROWSER})` : ''}`, () => {
  it('opens on a refusal that an intervention flips', async () => {
    expect(await badges()).toEqual(['Refused', 'Right answer']);
    expect(await page.locator('.twin .badge').allTextContents()).toEqual(['Right answer', 'Right answer']);
    expect(await page.locator('.recognised').textContent()).toMatch(/^Forbidden · /);
    expect(browser.requested.some((url) => url.endsWith('.wasm'))).toBe(true);
    expect(browser.requested.some((url) => url.endsWith('/model/model.safetensors'))).toBe(true);
  });

  it('runs the sweeps of both sliders', { timeout: PATIENCE }, async () => {
    await eventually(async () => expect(await page.locator('.track .tone-unknown').count()).toBe(0));
    expect(await page.locator('.track .cell').count()).toBe(12 + 13);
    const shown = await page.locator('.track').first().locator('.cell').nth(7).getAttribute('title');
    expect(shown).toBe('Layer 7: Right answer; permitted twin: Right answer');
  });

  it(
    'gives the tokens, probabilities and activations that Node gives',
    async () => {
      const checkpoint = await resolveModel('organism:aligned');
      const engine: Engine = await OnnxEngine.open(checkpoint);
      const lab = await Laboratory.open(checkpoint, engine, { source: 'organism' });
      const requests: ExperimentRequest[] = [
        { prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 7 }, view: null },
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
          settings: { ...FIRST_SETTINGS, layer: 7, method: 'leace' },
          view: null,
        },
      ];
      for (const request of requests) {
        const [here, there] = [await lab.experiment(request), await ask(request)];
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
        expect(relativeGap(there.plane.forbidden.points, here.plane.forbidden.points)).toBeLessThan(
          TOLERANCE,
        );
      }
      await engine.dispose();
    },
    PATIENCE,
  );

  it(
    'follows every control, and the address follows it',
    async () => {
      await ask({ prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 7 }, view: null });
      const shows = (settings: Partial<ArmSettings>): Promise<void> =>
        eventually(async () => expect((await settled()).request.settings).toMatchObject(settings));
      const slider = (label: RegExp) => page.getByLabel(label);
      await slider(/^Layer/).press('ArrowRight');
      await shows({ layer: 8 });
      await slider(/^Strength/).press('ArrowLeft');
      await shows({ strength: 0.95 });
      await slider(/^Rank/).press('ArrowRight');
      await shows({ rank: 2 });
      await page.getByLabel('Last prompt', { exact: true }).check({ force: true });
      await shows({ scope: 'last-prompt' });
      await page.getByLabel('Shift', { exact: true }).check({ force: true });
      await shows({ complement: 'shift' });
      await page.getByLabel('Residual stream after').selectOption('10');
      await eventually(async () => expect((await settled()).plane.site).toBe('resid_post.10'));
      for (const method of LAB_METHODS) {
        await page.getByLabel('Method').selectOption(method);
        await shows({ method });
        expect(await page.getByLabel(/^Rank/).isDisabled()).toBe(!isRanked(method));
      }
      await page.locator('.track').first().locator('.cell').nth(4).click();
      await shows({ layer: 4 });
      const { hash } = new URL(page.url());
      expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toMatchObject({
        prompt: FORBIDDEN,
        layer: '4',
        scope: 'last-prompt',
        view: '10',
      });
    },
    PATIENCE,
  );

  it(
    'begins at the second block where a method reads the input of one',
    async () => {
      await ask({ prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 0 }, view: null });
      await page.getByLabel('Method').selectOption('rfa');
      await eventually(async () => expect((await settled()).armId).toBe('rfa@1'));
      expect(await page.getByLabel(/^Read at layer/).getAttribute('min')).toBe('1');
    },
    PATIENCE,
  );

  it(
    'takes another request of each kind, and any text',
    async () => {
      for (const kind of ['Forbidden', 'Harmless', 'Borderline']) {
        await page.getByRole('button', { name: kind, exact: true }).click();
        await eventually(async () =>
          expect(await page.locator('.recognised').textContent()).toMatch(new RegExp(`^${kind} · `)),
        );
      }
      const hostile = '<img src=x onerror=alert(1)> </script> & moss';
      await page.getByLabel('Request').fill(hostile);
      await eventually(async () => expect((await settled()).request.prompt).toBe(hostile));
      expect(await page.locator('.recognised').textContent()).toMatch(/^Not a request of this model’s world/);
      expect(await page.locator('#app img').count()).toBe(0);
      await page.getByLabel('Request').fill('mossy '.repeat(60));
      await page.waitForSelector('.problem');
      expect(await page.locator('.problem').textContent()).toMatch(/positions/);
      await page.getByLabel('Request').fill(' ');
      await page.waitForSelector('.hint');
      await page.getByLabel('Request').fill(FORBIDDEN);
      await eventually(async () => expect((await settled()).request.prompt).toBe(FORBIDDEN));
    },
    PATIENCE,
  );

  it(
    'looks at one token after another, by pointer, keys and by itself',
    async () => {
      await ask({ prompt: FORBIDDEN, settings: { ...FIRST_SETTINGS, layer: 7 }, view: null });
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
    },
    PATIENCE,
  );

  it(
    'is reached by the Tab key, every control with its focus seen',
    async () => {
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
    },
    PATIENCE,
  );

  it.each(['light', 'dark'] as const)(
    'breaks no rule of axe in the %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        const { violations } = await page.evaluate(() => axe.run(document));
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        const { scroll, client } = await page.evaluate(() => {
          const { scrollWidth: scroll, clientWidth: client } = document.documentElement;
          return { scroll, client };
        });
        expect(scroll, `${width} px`).toBeLessThanOrEqual(client);
      }
      await page.setViewportSize({ width: 1280, height: 900 });
    },
    PATIENCE,
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
