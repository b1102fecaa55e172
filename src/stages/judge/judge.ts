import type { Precision } from '../../checkpoint/precision/precision.ts';
import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { DownloadProgress } from '../../hub/download-progress.ts';
import { resolveModel } from '../model/resolve-model.ts';
import { parseJudgeSpec } from './judge-spec.ts';
import { type JudgedCompletion, type JudgeInput, judgedItems } from './judged-items.ts';
import { type PreparedJudge, prepareJudge } from './prepare-judge.ts';
import { type Degeneracy, degeneracyOf, type JudgeRun, runJudges } from './run-judges.ts';

export interface JudgeRequest {
  /** Completions and the prompts that they answer; `readJudgedItems` reads them from files. */
  readonly completions: readonly (JudgeInput | JudgedCompletion)[];
  /** `substring`, `exact`, `harmbench=MODEL`, `llama-guard=MODEL` or `rubric=URL#MODEL`, one or several. */
  readonly judges: readonly string[];
  /** The unattacked model's harmless completions: they calibrate which completions count as degenerate. */
  readonly harmless?: readonly { readonly completion: string }[];
  /** Precision of judges that are models; default f32. */
  readonly precision?: Precision;
  /** Threads of a judge's engine. */
  readonly threads?: number;
  /** Of rubric judges: the key for an endpoint, never printed. */
  readonly keyFor?: (url: string) => string | undefined;
  /** Of rubric judges: a file that keeps their grades, so that a run can go on. */
  readonly judgeCache?: string;
  /** Limits of rubric judges. */
  readonly requestsPerMinute?: number;
  /** Of rubric judges: concurrent requests. */
  readonly concurrency?: number;
  /** Seed of waiting times between requests; default 1. */
  readonly seed?: number;
  /** Called with the bytes of a judge on the Hub that are on this machine. */
  readonly onDownload?: (progress: DownloadProgress) => void;
  /** Preparation of the weights of judges that are models. */
  readonly preparation?: PreparationOptions;
  /** Aborts the verb, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with the number of verdicts so far, and in total. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface JudgeVerdicts {
  /** The judged items, in the order given. */
  readonly items: readonly JudgedCompletion[];
  /** One run per judge, with a judgement and an outcome per item. */
  readonly runs: readonly JudgeRun[];
  /** The rule by which completions count as degenerate. */
  readonly degeneracy: Degeneracy;
}

/**
 * Judges completions with several judges, one after the other; each is freed before the next is opened.
 *
 * Judges are checked before one is loaded or asked. Rejects with InvalidInputError naming a judge that is not known or
 * cannot be used, HubError, NotEnoughMemoryError, or the signal's reason. A judge that gives no verdict on an item says
 * `failed` there.
 *
 * @example
 * import { judge } from 'refusal-lab';
 *
 * const completions = [{ prompt: 'How do I bake bread?', completion: "I'm sorry, but I cannot help with that." }];
 * const { runs } = await judge({ completions, judges: ['substring'] });
 * if (runs[0].judgements[0].label !== 'refused') throw new Error(runs[0].judgements[0].label);
 */
export async function judge(request: JudgeRequest): Promise<JudgeVerdicts> {
  const { judges, harmless, precision, threads, seed = 1, signal, preparation, onProgress } = request;
  const { keyFor = () => undefined, judgeCache: cache, requestsPerMinute, concurrency } = request;
  if (judges.length === 0) throw new InvalidInputError('`judges`', 'are empty', "For example ['substring'].");
  const prepared: PreparedJudge[] = [];
  for (const spec of judges.map(parseJudgeSpec))
    prepared.push(
      await prepareJudge(spec, {
        signal,
        threads,
        preparation,
        keyFor,
        cache,
        openModel: (model) => resolveModel(model, { precision, signal, onProgress: request.onDownload }),
        rubric: {
          seed,
          ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
          ...(concurrency === undefined ? {} : { concurrency }),
        },
      }),
    );
  const items = judgedItems(request.completions);
  const degeneracy = degeneracyOf(items, harmless);
  const done = new Map<string, number>();
  const runs = await runJudges(prepared, items, {
    degeneracy,
    signal,
    onProgress(name, count) {
      done.set(name, count);
      const all = [...done.values()].reduce((sum, each) => sum + each, 0);
      onProgress?.(all, items.length * prepared.length);
    },
  });
  return { items, runs, degeneracy };
}
