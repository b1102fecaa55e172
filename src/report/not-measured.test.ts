import { describe, expect, it } from 'vitest';
import { resultsFixture } from '../../test/report/results-fixture.ts';
import { markdownReport } from './markdown/markdown-report.ts';
import { measuredScope } from './measured-scope.ts';
import { type MeasuredScope, NOT_MEASURED, notMeasured, notMeasuredSentences } from './not-measured.ts';
import { reportPageData } from './page/report-page-data.ts';
import { notMeasuredLines } from './terminal/not-measured-lines.ts';
import { terminalTable } from './terminal/terminal-table.ts';

/** Prompts of one's own with everything that can be given beside them. */
const ALL: MeasuredScope = {
  judge: 'substring',
  ...{ judges: 1, texts: 9, references: 9, borderline: 9, questions: 9, controlDraws: 3, strengths: 4 },
  thinks: false,
  maxNewTokens: 26,
};
const optionsOf = (scope: MeasuredScope): string[] => notMeasured(scope).map(({ would }) => would);

describe('what is not measured', () => {
  it('is nothing where everything is given', () => {
    expect(notMeasured(ALL)).toEqual([]);
    expect(notMeasuredLines([])).toEqual([]);
  });

  it.each([
    ['judges', 0, /^--judge /],
    ['borderline', 0, /^--over-refusal /],
    ['questions', 0, /^--questions /],
    ['texts', 0, /^--text /],
    ['references', 0, /reference/],
    ['controlDraws', 0, /^--control-draws /],
    ['strengths', 0, /^--strengths /],
    ['thinks', true, /--max-new-tokens/],
    ['methods', ['rfa'], /without --methods$/],
    ['layers', ['3', '40%-60%'], /without --layers$/],
    ['without', ['pairs'], /without --without pairs$/],
  ] as const)('names one option where %s is %s', (name, value, option) => {
    const [would, ...more] = optionsOf({ ...ALL, [name]: value });
    expect(would).toMatch(option);
    expect(more).toEqual([]);
  });

  it('leaves out, where right answers are known, what they measure anyway', () => {
    expect(notMeasured({ ...ALL, judge: 'exact', judges: 0, questions: 0 })).toEqual([]);
  });
});

describe('outputs', () => {
  const figures = {
    ...{ localisation: 'a', scatter: 'b', damage: 'c', robustness: 'd', doseResponse: null, geometry: null },
  };
  const base = resultsFixture();
  const results = { ...base, protocol: { ...base.protocol, judge: 'substring', loreDocuments: 0 } } as const;

  it('say the same in the same words', () => {
    const sentences = notMeasuredSentences(notMeasured(measuredScope(results)));
    expect(sentences.join()).toMatch(/--judge.*--text/s);
    const markdown = markdownReport(results, figures);
    expect(markdown).toContain(`## ${NOT_MEASURED}`);
    for (const sentence of sentences) expect(markdown).toContain(`- ${sentence}\n`);
    expect(reportPageData(results).notMeasured).toEqual(sentences);
    const lines = terminalTable(results).trimEnd().split('\n');
    const at = lines.indexOf(NOT_MEASURED);
    const rest = lines.slice(at + 1);
    expect(rest.map((line) => line.replace(/^- | {2}/, '')).join(' ')).toBe(sentences.join(' '));
  });

  it('leave the block out where nothing is left out', () => {
    const protocol = { ...base.protocol, judge: 'exact', controlDraws: 3, strengths: [0.5] } as const;
    const whole = { ...base, protocol };
    expect(notMeasured(measuredScope(whole))).toEqual([]);
    expect(markdownReport(whole, figures)).not.toContain(NOT_MEASURED);
    expect(terminalTable(whole)).not.toContain(NOT_MEASURED);
  });
});
