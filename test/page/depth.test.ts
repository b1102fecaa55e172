import { expect, test } from 'vitest';
import { depthScale } from '../../pages/report/src/chart/depth-scale.ts';
import { localisationTable } from '../../pages/report/src/figures/localisation-table.ts';
import { parseDelimitedText } from '../../src/formats/delimited-text.ts';
import { drawFigure } from '../../src/report/figures/draw-figure.ts';
import { localisationFigure } from '../../src/report/figures/localisation-figure.ts';
import { refusalScoreFigure } from '../../src/report/figures/refusal-score-figure.ts';
import { onlyMethods } from '../../src/report/page/only-methods.ts';
import { reportPageData } from '../../src/report/page/report-page-data.ts';
import { armsCsv } from '../../src/report/tables/arms-csv.ts';
import { insideClaimedDepths } from '../../src/statistics/depth-claim.ts';
import { fullResultsFixture } from '../report/full-results-fixture.ts';
import { parseSvg } from '../report/parse-svg.ts';
import { stagedResults } from '../report/results-fixture.ts';

const results = fullResultsFixture();
/** What is drawn of the depths that the paper names. */
const BAND = 'rect[fill="#efece5"]';
const placed = results.arms.filter(({ role, depth }) => role === 'layer' && depth !== null);
const inside = placed.filter(({ depth }) => insideClaimedDepths(depth!)).map(({ id }) => id);

test('the depth claim takes what reads at the input of block 7 of 12 to lie inside, and what acts at its output not', () => {
  expect(inside).toContain('rfa@7');
  expect(inside).not.toContain('pca-ot@7/k1');
  expect(inside).toContain('pca-ot@6/k1');
  // Of the curve: outputs of blocks 4, 5 and 6 end at 0.42, 0.5 and 0.58.
  expect(inside.filter((id) => /^pca-ot@\d+\/k2$/.test(id))).toHaveLength(
    results.localisation!.depthClaim!.inside,
  );
});

test('the page draws and lists the same arms inside the shaded band', () => {
  const data = reportPageData(results);
  const scale = depthScale(data.model.layers, 46, 900);
  const drawn = data.arms.filter(({ role, depth }) => role === 'layer' && depth !== null);
  const isInside = (depth: number): boolean => {
    const [left, right] = data.claimed.map((bound) => scale.x(bound));
    return scale.x(depth) >= left && scale.x(depth) <= right;
  };
  expect(drawn.filter(({ depth }) => isInside(depth!)).map(({ id }) => id)).toEqual(inside);
  const { columns, rows } = localisationTable(data, new Map(data.arms.map((arm) => [arm.id, arm])));
  const listed = rows
    .filter((row) => isInside(Number(row[columns.indexOf('depth')])))
    .map((row) => String(row[columns.indexOf('arm')]));
  const lines = new Set(data.series.flatMap(({ armIds }) => armIds));
  expect(listed.filter((id) => lines.has(id)).toSorted()).toEqual(
    inside.filter((id) => lines.has(id)).toSorted(),
  );
  expect(listed).toContain('rfa@7');
});

test('arms.csv gives the same depths', () => {
  const { columns, records } = parseDelimitedText(armsCsv(results), 'arms.csv');
  const cell = (cells: readonly string[], name: string): string => cells[columns.indexOf(name)];
  const listed = records.filter(
    ({ cells }) => cell(cells, 'role') === 'layer' && insideClaimedDepths(Number(cell(cells, 'depth'))),
  );
  expect(listed.map(({ cells }) => cell(cells, 'arm'))).toEqual(inside);
});

test('the SVG draws them inside the shaded band', async () => {
  const methods = [...new Set(results.arms.map(({ method }) => method))];
  const { svg: text } = (await drawFigure('localisation', onlyMethods(reportPageData(results), methods)))!;
  const svg = parseSvg(text);
  const [band] = svg.querySelectorAll(BAND);
  const [left, width] = ['x', 'width'].map((name) => Number(band.getAttribute(name)));
  const drawn = [...svg.querySelectorAll('g > title')].map((title) => ({
    id: title.textContent.split(': ')[0],
    at: Number(/translate\((-?[\d.]+)/.exec(title.parentElement.getAttribute('transform'))![1]),
  }));
  const all = new Set(drawn.map(({ id }) => id));
  expect(all).toContain('rfa@7');
  const shown = new Set(drawn.filter(({ at }) => at >= left && at <= left + width).map(({ id }) => id));
  expect([...shown].toSorted()).toEqual(inside.filter((id) => all.has(id)).toSorted());
});

test('the refusal score stands at the depths of the same arms, in SVG and on the page below those of success', async () => {
  const staged = stagedResults(results);
  const { points } = reportPageData(staged).stages!.curve;
  expect(points.map(({ depth }) => depth)).toEqual(
    points.map(({ id }) => results.arms.find((arm) => arm.id === id)!.depth),
  );
  const place = async (draw: typeof refusalScoreFigure) => {
    const svg = parseSvg((await draw(staged))!);
    const [band] = svg.querySelectorAll(BAND);
    return ['x', 'width'].map((name) => band.getAttribute(name));
  };
  expect(await place(refusalScoreFigure)).toEqual(await place(localisationFigure));
});
