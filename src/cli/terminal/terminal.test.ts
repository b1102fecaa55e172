import { describe, expect, it } from 'vitest';
import { formatDuration } from '../../wording/format-duration.ts';
import { resumeLine } from '../commands/audit/resume-line.ts';
import { progressLine, type StageProgress } from './progress-line.ts';
import { type ProgressStyle, Terminal } from './terminal.ts';

/** A terminal over a stream that keeps what it is told. */
function recorded(options: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  const stream = {
    write: (text: string | Uint8Array) => {
      written.push(String(text));
      return true;
    },
    isTTY: options.isTTY ?? false,
    columns: options.columns ?? 80,
  };
  return { terminal: new Terminal(stream as never), written };
}

const progress: StageProgress = {
  stage: 'audit',
  done: 45.5,
  total: 150,
  unit: 'arms',
  remaining: '3 min left',
  best: 'best on selection pca-ot@7/k1 93%, KL32 0.04',
  label: 'selection mean-shift@3/k2',
};

describe('progressLine', () => {
  it('has everything where there is room', () => {
    expect(progressLine(progress)).toBe(
      'audit 30% | 3 min left | 45/150 arms | best on selection pca-ot@7/k1 93%, KL32 0.04 | selection mean-shift@3/k2',
    );
    expect(progressLine(progress, 140)).toMatch(/^audit █{7}░{17} 30% \| 3 min left/);
  });

  it('has a bar whose ends stand still while the text behind it changes', () => {
    const lines = ['', 'test pca-ot@7/k1', 'selection mean-shift@3/k2/n32'].map((label) =>
      progressLine({ ...progress, label }, 100),
    );
    for (const line of lines) expect(line).toMatch(/^audit █{6}░{14} 30% \| /);
  });

  it('never is longer than the terminal is wide, and drops the least of it first', () => {
    for (let columns = 0; columns < 150; columns++)
      expect(progressLine(progress, columns).length).toBeLessThanOrEqual(columns);
    expect(progressLine(progress, 40)).toBe('audit ██░░░░░░ 30% | 3 min left');
    expect(progressLine(progress, 39)).toBe('audit 30% | 3 min left | 45/150 arms');
    expect(progressLine(progress, 30)).toMatch(/^audit 30% \| 3 min left$/);
    expect(progressLine(progress, 8)).toBe('audit 30');
  });
});

describe('formatDuration', () => {
  it.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [200, '3 min 20 s'],
    [3599, '59 min'],
    [7500, '2 h 5 min'],
  ])('%d', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('Terminal', () => {
  const told = (style: ProgressStyle, quiet = false) => {
    const { terminal, written } = recorded();
    terminal.configure({ progress: style, quiet });
    const meter = terminal.stage('generate', 'prompts');
    for (const done of [0, 5, 10, 200, 1000]) meter.report({ done, total: 1000 });
    meter.stop();
    terminal.note('done');
    terminal.warn('odd');
    terminal.error('error: no', 2);
    return written.join('').trimEnd().split('\n');
  };

  it('writes a line every tenth where it is not a terminal, none at the end', () => {
    expect(told('auto')).toEqual([
      'generate 0% | starting | 0/1000 prompts',
      expect.stringMatching(/^generate 20% \| \d.* left \| 200\/1000 prompts$/),
      'done',
      'warning: odd',
      'error: no',
    ]);
  });

  it('writes nothing but JSON where that is wanted', () => {
    const events = told('json').map((line) => JSON.parse(line));
    expect(events.map(({ event, done }) => (done === undefined ? event : done))).toEqual([
      ...[0, 10, 200, 1000],
      ...['note', 'warning', 'error'],
    ]);
    expect(events[0]).toEqual({
      event: 'progress',
      ...{ stage: 'generate', unit: 'prompts', done: 0, total: 1000, secondsLeft: null },
    });
    expect(events.at(-1)).toEqual({ event: 'error', text: 'error: no', exitCode: 2 });
  });

  it('counts whole items in JSON', () => {
    const { terminal, written } = recorded();
    terminal.configure({ progress: 'json' });
    terminal.stage('audit', 'arms').report({ done: 2.75, total: 10.5 });
    expect(JSON.parse(written[0])).toMatchObject({ done: 2, total: 11 });
  });

  it('says warnings and errors only when it is quiet', () => {
    expect(told('auto', true)).toEqual(['warning: odd', 'error: no']);
    expect(told('none')).toEqual(['done', 'warning: odd', 'error: no']);
    // Both were asked for.
    expect(told('json', true).every((line) => JSON.parse(line).event !== 'note')).toBe(true);
  });

  it('gives the cursor back when a bar is stopped from outside', () => {
    const { terminal, written } = recorded({ isTTY: true });
    terminal.configure({ progress: 'bar' });
    terminal.stage('audit', 'arms').report({ done: 1, total: 3 });
    terminal.stopProgress();
    expect(written.at(-1)).toBe('\u001b[?25h');
    const before = written.length;
    terminal.stopProgress();
    expect(written).toHaveLength(before);
  });

  it('colours nothing that is piped, or that was told not to', () => {
    const { terminal } = recorded();
    const tty = { isTTY: true, hasColors: () => true };
    expect(terminal.colour(tty as never)).toBe(true);
    expect(terminal.colour({ isTTY: true, hasColors: () => false } as never)).toBe(false);
    expect(terminal.colour({ isTTY: false } as never)).toBe(false);
    terminal.configure({ color: false });
    expect(terminal.colour(tty as never)).toBe(false);
  });
});

describe('resumeLine', () => {
  const args = ['audit', 'organism:aligned', '--force', '--out', "my run's", '--system', ''];

  it('is the same command, quoted, without what would start over', () => {
    expect(resumeLine(['/usr/bin/node', '/usr/bin/refusal-lab', ...args], {})).toBe(
      "refusal-lab audit organism:aligned --out 'my run'\\''s' --system ''",
    );
    const npx = { npm_command: 'exec' };
    expect(resumeLine(['node', 'node_modules/.bin/refusal-lab', 'audit'], npx)).toBe('npx refusal-lab audit');
    // With npm's variables too: something that npx started may have started this.
    for (const environment of [{}, npx])
      expect(resumeLine(['/usr/bin/node', `${process.cwd()}/bin/refusal-lab.js`, 'audit'], environment)).toBe(
        'node bin/refusal-lab.js audit',
      );
  });
});
