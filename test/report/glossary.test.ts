import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GLOSSARY } from '../../src/report/glossary.ts';
import { markdownGlossary } from '../../src/report/markdown/markdown-glossary.ts';
import { markdownReport } from '../../src/report/markdown/markdown-report.ts';
import { fullResultsFixture } from './full-results-fixture.ts';

const FIGURES = {
  ...{ localisation: 'a.svg', scatter: 'b.svg', damage: 'c.svg', robustness: 'd.svg' },
  ...{ doseResponse: 'e.svg', geometry: 'f.svg' },
};

test('docs and report.md hold the glossary of the page, entry by entry', () => {
  const page = readFileSync(new URL('../../docs/method/glossary.md', import.meta.url), 'utf8');
  const report = markdownReport(fullResultsFixture(), FIGURES);
  const entries = (text: string) => text.split('\n').filter((line) => line.startsWith('- **'));
  expect(entries(page)).toEqual(markdownGlossary());
  expect(entries(report.split('## Glossary')[1].split('\n## ')[0])).toEqual(markdownGlossary());
});

test('an entry is said in whole sentences', () => {
  for (const { meaning } of Object.values(GLOSSARY)) expect(meaning).toMatch(/^[A-Z0].*\.$/s);
});
