import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { performReport } from '../../src/cli/commands/report/perform-report.ts';
import { InvalidInputError } from '../../src/errors/invalid-input-error.ts';
import { FIGURE_NAMES } from '../../src/report/figures/figure-names.ts';
import { parseWidth } from '../../src/report/files/parse-width.ts';
import { syntheticRun, WEAK, writeSyntheticRun } from '../audit/synthetic-run.ts';
import { parseSvg } from '../report/parse-svg.ts';

const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-figure-'));
const run = join(folder, 'run');
beforeAll(async () => {
  writeSyntheticRun(run, await syntheticRun(WEAK));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const idsIn = (svg: string): string[] =>
  [...parseSvg(svg).querySelectorAll('g > title')].map(({ textContent }) => textContent.split(': ')[0]);

test('one figure: of the methods asked for, at the width asked for, without its title', async () => {
  const out = join(folder, 'paper');
  const figure = { run, figure: 'localisation', out, force: false };
  await performReport({ ...figure, methods: ['pca-ot', 'rfa'], width: '3.25in', title: false });
  expect(readdirSync(out)).toEqual(['localisation.svg']);
  const svg = readFileSync(join(out, 'localisation.svg'), 'utf8');
  const root = parseSvg(svg).documentElement;
  expect(root.getAttribute('width')).toBe('312');
  const methods = new Set(idsIn(svg).map((id) => id.split('@')[0]));
  expect(methods).toEqual(new Set(['pca-ot', 'rfa']));
  const title = root.querySelector('title').textContent;
  const drawn = () => [...root.querySelectorAll('text')].map(({ textContent }) => textContent).join(' ');
  expect(title).toContain('Attack success and damage by depth');
  expect(drawn()).not.toContain('Attack success and damage by depth');
  await expect(performReport({ ...figure })).rejects.toThrow('exists already');
  await performReport({ ...figure, force: true });
  const whole = readFileSync(join(out, 'localisation.svg'), 'utf8');
  expect(parseSvg(whole).documentElement.getAttribute('width')).toBe('960');
  expect(whole).toContain('>weak: Attack success and damage by depth');
});

test('a PNG for print, and a LaTeX float that includes it with title and caption', async () => {
  const out = join(folder, 'float');
  await performReport({
    ...{ run, figure: 'damage', format: ['png', 'tex'], out, force: false },
    ...{ methods: ['rfa'], width: '82mm', title: true },
  });
  expect(readdirSync(out).toSorted()).toEqual(['damage.png', 'damage.tex']);
  const width = readFileSync(join(out, 'damage.png')).readUInt32BE(16);
  expect(width).toBe(4 * Math.round((82 / 25.4) * 96));
  const tex = readFileSync(join(out, 'damage.tex'), 'utf8');
  expect(tex).toContain('\\includegraphics[width=3.23in]{damage}');
  expect(tex).toMatch(/\\caption\{[^\n]*harmful requests\. Both axes on the test split/);
  expect(tex).toContain('\\label{fig:damage}');
});

test('every figure that the run measured can be written, and is the same bytes twice', async () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  for (const figure of FIGURE_NAMES)
    for (const out of [one, two])
      await performReport({ run, figure, out, force: false }).catch((error: Error) =>
        expect(error.message).toContain('did not measure'),
      );
  expect(readdirSync(one).length).toBeGreaterThanOrEqual(7);
  for (const name of readdirSync(one))
    expect(readFileSync(join(two, name), 'utf8'), name).toBe(readFileSync(join(one, name), 'utf8'));
});

describe('bad input is refused with nothing written', () => {
  const out = join(folder, 'none');
  const figure = { run, figure: 'localisation', out, force: false };
  test.each([
    [
      { ...figure, figure: 'localization' },
      /`figure: localization`.*not a figure[\s\S]*Did you mean localisation\?/,
    ],
    [{ ...figure, methods: ['pca-ott'] }, /no arm of "pca-ott"[\s\S]*Did you mean pca-ot\?/],
    [{ ...figure, methods: [] }, /`methods: `: names no method/],
    [{ ...figure, figure: 'robustness', methods: ['rfa'] }, /does not apply to the figure robustness/],
    [{ ...figure, width: '3.25' }, /`width: 3.25`: is not a width/],
    [{ ...figure, width: '1in' }, /`width: 1in`: is not from 3 to 20 inches/],
    [{ ...figure, format: ['html' as const] }, /`format: html`.*single figure/],
    [{ ...figure, format: ['tex' as const] }, /`format: tex`.*not asked for[\s\S]*png/],
    [{ ...figure, out: undefined }, /`out`: is missing/],
    [{ run, out, force: false, methods: ['rfa'] }, /`methods`: is for a single figure/],
    [{ run, out, force: false, width: '3in' }, /`width`: is for a single figure/],
    [{ run, out, force: false, title: false }, /--no-title: is for a single figure/],
  ])('%j', async (request, message) => {
    const failure = await performReport(request).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvalidInputError);
    expect((failure as InvalidInputError).message).toMatch(message);
    expect((failure as InvalidInputError).exitCode).toBe(2);
    expect(existsSync(out)).toBe(false);
  });
});

test('widths in every unit', () => {
  expect(['3.25in', '8.255cm', '82.55mm', '234pt', '312px', ' 312 px'].map(parseWidth)).toEqual(
    Array(6).fill(312),
  );
  for (const text of ['', 'in', '3', '-3in', '3 inches', '1e9in', '21in'])
    expect(() => parseWidth(text), text).toThrow(InvalidInputError);
});
