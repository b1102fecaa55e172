import { afterEach, describe, expect, it, vi } from 'vitest';
import { reportPreparation } from './report-preparation.ts';
import { terminal } from './terminal.ts';

/** What stderr was told by `work`. */
function told(options: Parameters<typeof terminal.configure>[0], work: () => void): string {
  let text = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  terminal.configure(options);
  work();
  write.mockRestore();
  return text;
}

afterEach(() => terminal.configure({}));

function prepareLargeModel(): void {
  const { onProgress, onNote, onLoading } = reportPreparation();
  for (let done = 0; done <= 20; done++) onProgress!(done * 2 ** 26, 20 * 2 ** 26);
  onNote!('another process is quantising it, waiting');
  onLoading!('big', 2 ** 30);
}

describe('what is told of a model’s weights', () => {
  it('is how far their quantising is, a line a tenth, and that they are loaded', () => {
    const lines = told({ progress: 'lines' }, prepareLargeModel).trimEnd().split('\n');
    expect(lines.filter((line) => /^quantising the weights, once \d+% \|/.test(line))).toHaveLength(10);
    expect(lines.slice(-2)).toEqual([
      'another process is quantising it, waiting',
      'big: loading 1.0 GiB of weights; the first batch waits for them',
    ]);
  });

  it('is JSON for programs, and nothing with --quiet', () => {
    const events = told({ progress: 'json' }, prepareLargeModel)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event);
    expect(new Set(events)).toEqual(new Set(['progress', 'note']));
    expect(told({ quiet: true }, prepareLargeModel)).toBe('');
  });

  it('is nothing of a small one', () => {
    const text = told({ progress: 'lines' }, () => {
      const { onProgress, onLoading } = reportPreparation();
      onProgress!(1, 2);
      onLoading!('small', 2 ** 20);
    });
    expect(text).toBe('');
  });
});
