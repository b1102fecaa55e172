import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Precision } from '../checkpoint/precision/precision.ts';
import type { PreparationOptions } from '../checkpoint/precision/prepare-quantised-weights.ts';
import type { DownloadProgress } from '../hub/download-progress.ts';
import { judgeLabel } from '../stages/judge/judge-label.ts';
import { parseJudgeSpec } from '../stages/judge/judge-spec.ts';
import { type PreparedJudge, prepareJudge } from '../stages/judge/prepare-judge.ts';
import { resolveModel } from '../stages/model/resolve-model.ts';

/** Judges of an audit beside the rules. */
export interface JudgesRequest {
  /** `harmbench=MODEL`, `llama-guard=MODEL`, `rubric=URL#MODEL`, `exact` or `substring`; default none. */
  readonly judges?: readonly string[];
  /** How the weights of judges that are models are held and multiplied; default `f32`. */
  readonly judgePrecision?: Precision;
  /** A file that keeps the grades of a rubric judge, without texts; default: none are kept. */
  readonly judgeCache?: string;
  /** The key for a rubric judge's address; default: none is sent. It is never printed or stored. */
  readonly judgeKeyFor?: (url: string) => string | undefined;
}

/** The labels under which results name these judges, in their order. Throws InvalidInputError on what is not a judge. */
export const judgeLabels = ({ judges = [], judgePrecision }: JudgesRequest): string[] =>
  judges.map((spec) => {
    parseJudgeSpec(spec);
    return judgeLabel(spec, judgePrecision);
  });

/** Checks that judges can be opened, without loading a weight; by label. Rejects with what is wrong with the first that cannot. */
export async function judgesToOpen(
  { judges = [], judgePrecision, judgeCache, judgeKeyFor = () => undefined }: JudgesRequest,
  context: {
    readonly signal: AbortSignal;
    readonly preparation?: PreparationOptions;
    readonly onDownload?: (progress: DownloadProgress) => void;
    /** Opens judges that are models; by default whole, as an audit needs them. */
    readonly openModel?: (model: string) => Promise<Checkpoint>;
  },
): Promise<Map<string, PreparedJudge>> {
  const { signal, preparation, onDownload } = context;
  const openWhole = (model: string) =>
    resolveModel(model, { precision: judgePrecision, signal, onProgress: onDownload });
  const opened = new Map<string, PreparedJudge>();
  for (const spec of judges)
    opened.set(
      judgeLabel(spec, judgePrecision),
      await prepareJudge(parseJudgeSpec(spec), {
        signal,
        preparation,
        keyFor: judgeKeyFor,
        cache: judgeCache,
        openModel: context.openModel ?? openWhole,
      }),
    );
  return opened;
}
