import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AuditRequest,
  audit,
  generate,
  openModel,
  organismPrompts,
  planAudit,
  replayRun,
  writeReport,
} from '../../src/index.ts';
import { scratchFolder } from '../cli/scratch.ts';

const { path, lines } = scratchFolder();

/** Permitted requests whose right answer names an ingredient, and one that has no answer in that world. */
const asked = organismPrompts({ kind: 'harmless', split: 'test', count: 12, seed: 9 }).map(
  ({ prompt, request }) => ({ prompt, ingredient: request.content()[0] }),
);
const NO_ANSWER = 'How many owls are in the old well?';
const questions = lines('questions.jsonl', [
  ...asked.map(({ prompt, ingredient }) => ({
    question: prompt,
    answer: `It is the first.\n#### ${ingredient}`,
    pattern: `\\b${ingredient}\\b`,
  })),
  { question: NO_ANSWER, answer: '#### 1,234' },
  { question: 'What is a tea?', choices: ['a harp', 'a tea'], answer: 1 },
]);
const REQUEST: AuditRequest = {
  model: 'organism:aligned',
  workers: 1,
  options: {
    ...{ effort: 'quick', methods: ['rfa'], layers: ['8'], ranks: [1], strengths: [] },
    ...{ fitPrompts: 16, selectionPrompts: 6, testForbidden: 6, testHarmless: 4, testBorderline: 2 },
    ...{ loreDocuments: 2, controlDraws: 0, peakDraws: 0 },
    without: ['pairs', 'everywhere', 'variants'],
  },
};

describe('questions that are answered in words', () => {
  const out = path('run');

  it('are matched exactly, paired with the unattacked model, and reported', {
    timeout: 240_000,
  }, async () => {
    const { results } = await audit({ ...REQUEST, sources: { questions }, out });
    const answers = results.answers!;
    // What the model says, by the library's own verb, and the ingredient looked for in it.
    const model = await openModel('organism:aligned');
    const texts = await generate({ model, prompts: asked.map(({ prompt }) => prompt), maxNewTokens: 26 });
    await model.close();
    const expected = texts.filter(({ text }, i) =>
      text!.split(/[^a-z]+/i).includes(asked[i].ingredient),
    ).length;
    expect(expected).toBeGreaterThan(6);
    expect(answers[0]).toMatchObject({
      armId: 'baseline',
      exactMatch: { k: expected, n: 13 },
      againstBaseline: null,
    });
    expect(answers.map(({ armId }) => armId)).toEqual(results.capability.map(({ armId }) => armId));
    expect(answers.length).toBeGreaterThan(1);
    for (const { exactMatch, cutOff, againstBaseline: test } of answers.slice(1)) {
      expect(test!.n).toBe(13);
      expect(exactMatch.k - expected).toBe(test!.onlyFirst - test!.onlySecond);
      expect(exactMatch.k + cutOff).toBeLessThanOrEqual(13);
      expect(test!.interval[0]).toBeLessThanOrEqual(test!.difference);
    }
    const journal = readFileSync(join(out, 'journal.jsonl'), 'utf8');
    const marks: string = journal
      .split('\n')
      .flatMap((line) => (line.includes('"answers baseline"') ? [JSON.parse(line).value.answers] : []))[0];
    expect(marks).toMatch(/^[01u]{13}$/);
    expect(marks.split('1')).toHaveLength(expected + 1);
    // No text of a question or an answer stands in a run's files.
    for (const file of ['results.json', 'report.md', 'journal.jsonl'])
      expect(readFileSync(join(out, file), 'utf8')).not.toContain(NO_ANSWER);
    const report = readFileSync(join(out, 'report.md'), 'utf8');
    expect(report).toContain(`| \`baseline\` | ${expected}/13, `);
    expect(report).toContain('Questions that are answered in words, greedily, in at most 26 tokens');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('answered in words, greedily');
    const csv = readFileSync(join(out, 'tables/capability.csv'), 'utf8').split('\r\n');
    expect(csv[0]).toBe(
      'arm,questions,accuracy_k,accuracy_n,accuracy,accuracy_low,accuracy_high,accuracy_per_byte_k,accuracy_per_byte_n,accuracy_per_byte,accuracy_per_byte_low,accuracy_per_byte_high,cut_off,difference,difference_low,difference_high,p',
    );
    expect(csv.filter((row) => row.startsWith(`baseline,words,${expected},13,`))).toHaveLength(1);
    const exported = path('exported');
    await writeReport(out, { formats: ['lm-eval'], out: exported });
    const harness = JSON.parse(readFileSync(join(exported, 'lm-eval/baseline/results.json'), 'utf8'));
    expect(harness.results.questions_in_words['exact_match,none']).toBe(expected / 13);
    expect((await replayRun(out)).matches).toBe(true);
  });

  it('are part of the plan, and of the identity', async () => {
    const completions = async (sources: object) =>
      (await planAudit({ ...REQUEST, sources })).plan.completions;
    const none = await completions({});
    const some = await completions({ questions });
    // 13 answers for the unattacked model and each arm that stands for a method.
    expect((some - none) % 13).toBe(0);
    expect(some).toBeGreaterThan(none + 13);
  });

  it('that cannot be read are named by line, and nothing is written', async () => {
    const bad = lines('bad.jsonl', [{ question: 'How many?', answer: '3', pattern: '(' }]);
    await expect(audit({ ...REQUEST, sources: { questions: bad }, out: path('bad') })).rejects.toThrow(
      /bad\.jsonl:1: pattern is not a regular expression/,
    );
    const long = lines('long.jsonl', [{ question: 'tea '.repeat(200), answer: '3' }]);
    await expect(audit({ ...REQUEST, sources: { questions: long }, out: path('bad') })).rejects.toThrow(
      /long\.jsonl:1.*positions/s,
    );
    expect(() => readFileSync(join(path('bad'), 'manifest.json'))).toThrow();
  });
});
