import { SingleBar } from 'cli-progress';
import { formatDuration } from '../../wording/format-duration.ts';
import { progressLine } from './progress-line.ts';

/** Form of progress on stderr. */
export const PROGRESS_STYLES = ['auto', 'bar', 'lines', 'json', 'none'] as const;
export type ProgressStyle = (typeof PROGRESS_STYLES)[number];

export interface StageState {
  readonly done: number;
  readonly total: number;
  /** Part of `done` that an earlier session had done: it says nothing about the speed. */
  readonly found?: number;
  readonly label?: string;
  readonly best?: { readonly text: string; readonly values: Readonly<Record<string, unknown>> };
}

/** The progress of one long piece of work. */
export interface StageMeter {
  readonly report: (state: StageState) => void;
  /** Removes the bar. Must be called in every case; calling it again is fine. */
  readonly stop: () => void;
}

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

const SHOW_CURSOR = '\u001b[?25h';

/**
 * Messages to people and programs besides results, all of it on stderr. `json`: every line is an object with `event`
 * (`progress`, `note`, `warning`, `error`). Quiet: warnings and errors only.
 */
export class Terminal {
  readonly #stream: Stream;
  #style: Exclude<ProgressStyle, 'auto'>;
  #quiet = false;
  #colour = true;
  #stopBar: (() => void) | undefined;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#style = this.#styleOf('auto');
  }

  configure(options: {
    readonly quiet?: boolean;
    readonly color?: boolean;
    readonly progress?: ProgressStyle;
  }): void {
    this.#quiet = options.quiet ?? false;
    this.#colour = options.color ?? true;
    const { progress } = options;
    // An explicit style holds even for a quiet command.
    this.#style = this.#quiet && (progress ?? 'auto') === 'auto' ? 'none' : this.#styleOf(progress ?? 'auto');
  }

  /** Whether stderr is read by programs. */
  get json(): boolean {
    return this.#style === 'json';
  }

  get style(): Exclude<ProgressStyle, 'auto'> {
    return this.#style;
  }

  /** Whether to colour a stream: not when piped, with NO_COLOR, on a dumb terminal, or with --no-color. */
  colour(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>): boolean {
    return this.#colour && stream.isTTY && stream.hasColors();
  }

  /** Something worth knowing that is not a result. */
  note(text: string): void {
    if (!this.#quiet) this.#tell('note', text);
  }

  warn(text: string): void {
    this.#tell('warning', text);
  }

  error(text: string, exitCode: number): void {
    this.stopProgress();
    this.#stream.write(this.json ? `${JSON.stringify({ event: 'error', text, exitCode })}\n` : `${text}\n`);
  }

  /** Removes a bar from the screen, wherever the program is. */
  stopProgress(): void {
    this.#stopBar?.();
    this.#stopBar = undefined;
  }

  /** Begins a stage; `unit` names the things that `done` and `total` count. */
  stage(name: string, unit: string): StageMeter {
    const remaining = remainingSeconds();
    const line = (state: StageState) => ({
      stage: name,
      unit,
      done: state.done,
      total: state.total,
      remaining: leftText(remaining(state)),
      ...(state.best ? { best: state.best.text } : {}),
      ...(state.label ? { label: state.label } : {}),
    });
    switch (this.#style) {
      case 'none':
        return { report: () => {}, stop: () => {} };
      case 'json':
        return this.#jsonMeter(name, unit, remaining);
      case 'lines': {
        let next = 0;
        return {
          report: (state) => {
            const share = state.done / state.total;
            if (share < next || state.done >= state.total) return;
            this.#stream.write(`${progressLine(line(state))}\n`);
            next = Math.floor(share * 10 + 1) / 10;
          },
          stop: () => {},
        };
      }
      case 'bar': {
        let text = '';
        const draw = (): string => text.slice(0, Math.max(0, (this.#stream.columns ?? 80) - 1));
        const bar = new SingleBar({
          stream: this.#stream as NodeJS.WriteStream,
          format: draw,
          hideCursor: true,
          clearOnComplete: true,
        });
        let started = false;
        return {
          report: (state) => {
            text = progressLine(line(state), (this.#stream.columns ?? 80) - 1);
            if (!started) {
              bar.start(state.total, state.done);
              this.#stopBar = () => {
                bar.stop();
                this.#stream.write(SHOW_CURSOR);
              };
            }
            started = true;
            bar.setTotal(state.total);
            bar.update(state.done);
          },
          stop: () => {
            if (started) this.stopProgress();
            started = false;
          },
        };
      }
    }
  }

  #jsonMeter(stage: string, unit: string, remaining: (state: StageState) => number | undefined): StageMeter {
    let percent = -1;
    return {
      report: (state) => {
        // One line per per cent is enough for every reader.
        const now = Math.floor((100 * state.done) / state.total);
        if (now === percent) return;
        percent = now;
        const { done, total, label, best } = state;
        const seconds = remaining(state);
        this.#stream.write(
          `${JSON.stringify({
            event: 'progress',
            stage,
            // Parts of an item are for the bar.
            done: Math.floor(done),
            total: Math.ceil(total),
            unit,
            secondsLeft: seconds === undefined ? null : Math.ceil(seconds),
            ...(label === undefined ? {} : { label }),
            ...(best === undefined ? {} : { best: best.values }),
          })}\n`,
        );
      },
      stop: () => {},
    };
  }

  #tell(event: 'note' | 'warning', text: string): void {
    this.stopProgress();
    const plain = event === 'warning' ? `warning: ${text}` : text;
    this.#stream.write(this.json ? `${JSON.stringify({ event, text })}\n` : `${plain}\n`);
  }

  #styleOf(style: ProgressStyle): Exclude<ProgressStyle, 'auto'> {
    if (style !== 'auto') return style;
    return this.#stream.isTTY && process.env.TERM !== 'dumb' ? 'bar' : 'lines';
  }
}

/** The terminal of the command line; the program's options configure it before a command runs. */
export const terminal = new Terminal(process.stderr);

function remainingSeconds(): (state: StageState) => number | undefined {
  const start = performance.now();
  return ({ done, total, found = 0 }) => {
    const own = done - found;
    return own > 0 ? ((performance.now() - start) / 1000 / own) * (total - done) : undefined;
  };
}

const leftText = (seconds: number | undefined): string =>
  seconds === undefined ? 'starting' : `${formatDuration(seconds)} left`;
