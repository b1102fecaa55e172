import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadAuditData } from '../../src/audit/data/audit-data.ts';
import { NO_SOURCES } from '../../src/audit/data/audit-sources.ts';
import { decodeAuditData, encodeAuditData } from '../../src/audit/queue/audit-data-bytes.ts';
import { DEFAULT_AUDIT_OPTIONS } from '../../src/audit/subject/audit-options.ts';
import { describeSubject } from '../../src/audit/subject/subject.ts';
import { audit, loadCheckpoint, openRun, replayRun } from '../../src/index.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';
import { organismPrompts } from '../../src/organism/organism-prompts.ts';
import { scratchFolder } from '../cli/scratch.ts';

const scratch = scratchFolder();
const lines = (kind: 'forbidden' | 'harmless') =>
  scratch.lines(
    `${kind}.jsonl`,
    organismPrompts({ kind, split: 'fit', count: 60, seed: 4 }).map(({ id, prompt }) => ({ id, prompt })),
  );
const sources = { harmful: [lines('forbidden')], harmless: [lines('harmless')], threshold: 0.97 };
const options = {
  ...{ ranks: [1], strengths: [], controlDraws: 0, peakDraws: 0, maxNewTokens: 6, loreDocuments: 1 },
  ...{ fitPrompts: 8, selectionPrompts: 8, testForbidden: 4, testHarmless: 4, testBorderline: 1 },
  ...{ effort: 'quick' as const, methods: ['act-add'], layers: ['8'] },
  without: ['pairs', 'everywhere', 'variants'] as const,
};

it('of one’s own prompts are inferred from the unattacked refusals, written down and replayed', {
  timeout: 240_000,
}, async () => {
  const out = scratch.path('run');
  const { results } = await audit({
    ...{ model: 'organism:aligned', sources, options, acceptLowPower: true, out },
    workers: 1,
  });
  const found = results.protocol.refusalStarts!;
  expect(found.inferred).toBe(true);
  expect(found.refusals).toBeGreaterThanOrEqual(5);
  expect(found.starts.length).toBeGreaterThan(0);
  // The organism's refusals begin with words of its own, which the default of chat models does not have all of.
  const tokenizer = loadCheckpoint(organismFolder('aligned')).tokenizer();
  for (const { token, text, refusals } of found.starts) {
    expect(tokenizer.decode([token], { skipSpecialTokens: false })).toBe(text);
    expect(refusals).toBeGreaterThan(0);
  }
  expect(found.starts.reduce((sum, { refusals }) => sum + refusals, 0)).toBeLessThanOrEqual(found.refusals);
  expect((await openRun(out)).units).toContain('refusal-starts');
  expect((await replayRun(out)).matches).toBe(true);
  expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain('inferred from the unattacked model');
});

it('are inferred only where none are given, and never of the organism’s own prompts', async () => {
  const checkpoint = loadCheckpoint(organismFolder('aligned'));
  const data = (more: object) =>
    loadAuditData(checkpoint, { ...DEFAULT_AUDIT_OPTIONS, ...options }, { ...NO_SOURCES, ...more });
  const inferring = await data(sources);
  expect(inferring.infersStarts).toBe(true);
  expect(decodeAuditData(encodeAuditData(inferring)).infersStarts).toBe(true);
  const subjectOf = (each: typeof inferring) => describeSubject(checkpoint, each, DEFAULT_AUDIT_OPTIONS);
  expect(subjectOf(inferring).infersStarts).toBe(true);
  for (const given of [{ ...sources, refusalStarts: ['No'] }, {}]) {
    const own = await data(given);
    expect('infersStarts' in decodeAuditData(encodeAuditData(own))).toBe(false);
    expect('infersStarts' in subjectOf(own)).toBe(false);
  }
});
