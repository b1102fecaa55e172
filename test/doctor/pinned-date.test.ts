import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { templateFindings } from '../../src/doctor/model/template-findings.ts';
import { describeModel, encodePrompt, loadCheckpoint } from '../../src/index.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { writeShortOrganism } from '../queue/short-organism.ts';

afterEach(() => vi.useRealTimers());

it('is what a template sees in inspect, doctor and encodePrompt, whatever day it is', async () => {
  const folder = writeShortOrganism(scratchFolder().path('dated'), 1);
  const template =
    "{% for m in messages %}{{ '<|user|>' + strftime_now('%Y %B') + ' ' + m['content'] + '<|end|>' }}{% endfor %}{{ '<|assistant|>' }}";
  writeFileSync(join(folder, 'chat_template.jinja'), template);
  const seen = [];
  for (const day of ['2025-01-01', '2031-12-31']) {
    vi.useFakeTimers({ now: new Date(`${day}T00:00:00Z`), toFake: ['Date'] });
    const checkpoint = loadCheckpoint(folder);
    seen.push({
      inspect: await describeModel(folder, { prompt: 'Hello' }),
      doctor: templateFindings(checkpoint),
      encoded: encodePrompt({ kind: 'prompt', where: 'here', prompt: 'Hello' }, checkpoint),
    });
  }
  expect(JSON.stringify(seen[0].inspect)).toContain('2024 July Hello');
  expect(seen[1]).toEqual(seen[0]);
});
