import type { PreparationOptions } from '../checkpoint/precision/prepare-quantised-weights.ts';
import type { EngineRequest } from '../engine/engine-request.ts';
import type { DownloadProgress } from '../hub/download-progress.ts';
import type { Method } from '../methods/method.ts';
import type { AuditProgress } from './audit-meter.ts';
import type { AuditSources } from './data/audit-sources.ts';
import type { JudgesRequest } from './judges-to-open.ts';
import type { QueuePlace } from './queue/queue-address.ts';
import type { MeasuredOptions } from './subject/audit-options.ts';

/** Where the units of an audit are done by workers ({@link serveWorker}) of other machines. */
export interface AuditQueue extends QueuePlace {
  /** Seconds without a worker after which the audit gives up; default never. */
  readonly waitSeconds?: number;
  /** Also take workers of other numerics, and say so in the results. */
  readonly mixed?: boolean;
}

/** What is audited: a model, its prompts and what is measured. */
export interface AuditedModel {
  /** A folder, `hf:org/name[@revision]` or `organism:<name>`. */
  readonly model: string;
  /** Where prompts and texts come from; default the organism's world, for a model that speaks its language. */
  readonly sources?: Partial<AuditSources>;
  /** What is measured; what is left out is as in {@link DEFAULT_AUDIT_OPTIONS}, but for `maxNewTokens`: 256 for prompts of one's own on a model that is not `organism:<name>`. */
  readonly options?: Partial<MeasuredOptions>;
  /** Methods of one's own (`defineMethod`), tried at every layer beside the built-in ones. Not over a queue. */
  readonly methods?: readonly Method[];
  /**
   * Modified checkpoints of the same architecture, sizes and tokenizer (an abliteration that somebody published, a hardened one), each
   * measured on the test prompts beside the arms: `NAME=MODEL`, MODEL as in `model`. Not over a queue.
   */
  readonly against?: readonly string[];
}

/** Who hears what happens beside the results. */
export interface AuditListeners {
  /** Bytes of a model on the Hub, while they are downloaded. */
  readonly onDownload?: (progress: DownloadProgress) => void;
  /** Of the weights of a large model before its first prompt. */
  readonly preparation?: PreparationOptions;
  /** Something worth knowing that is not a result. */
  readonly onNote?: (text: string) => void;
  readonly onWarning?: (text: string) => void;
}

export interface AuditRequest extends AuditedModel, EngineRequest, JudgesRequest, AuditListeners {
  /** Run folder, or a function from the model's name to it; default: nothing is written. */
  readonly out?: string | ((model: string) => string);
  /** Replace the run in `out`; default: an unfinished run goes on, a finished one is refused. */
  readonly force?: boolean;
  /** Have the units done by workers there; default: in this process. */
  readonly queue?: AuditQueue;
  /** Audit prompts of one's own too whose test split is worth fewer than 30 independent ones; default: reject with LowPowerError. */
  readonly acceptLowPower?: boolean;
  /** What the manifest says that the run was started with; default nothing. */
  readonly command?: readonly string[];
  /** Hears how far the audit is, in arms. */
  readonly onProgress?: AuditProgress;
  /** Hears where finished units are kept when an audit with `out` ends without results. */
  readonly onKept?: (folder: string, units: number) => void;
  readonly signal?: AbortSignal;
}
