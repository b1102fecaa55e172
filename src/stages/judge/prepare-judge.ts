import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { checkOutput } from '../../formats/check-output.ts';
import { exactJudge } from '../../judges/exact-judge.ts';
import { harmbenchClassifier } from '../../judges/harmbench-classifier.ts';
import type { Judge, JudgeDescription } from '../../judges/judge.ts';
import { type JudgeModel, judgeModelOf } from '../../judges/judge-model.ts';
import { llamaGuard } from '../../judges/llama-guard.ts';
import type { LlamaGuardVersion } from '../../judges/llama-guard-categories.ts';
import { chatEndpoint } from '../../judges/rubric/chat-endpoint.ts';
import { checkFileCache, fileCache } from '../../judges/rubric/grade-cache.ts';
import { rubricJudge } from '../../judges/rubric/rubric-judge.ts';
import type { RubricOptions } from '../../judges/rubric/rubric-options.ts';
import { substringJudge } from '../../judges/substring-judge.ts';
import { precisionField } from '../model/precision-field.ts';
import { resolveModel } from '../model/resolve-model.ts';
import { withEngine } from '../model/with-engine.ts';
import { judgeModelHash } from './judge-model-hash.ts';
import type { JudgeSpec } from './judge-spec.ts';

/** Opens a judge, passes it to `use`, and frees it in every case. */
export type PreparedJudge = <Result>(use: (judge: Judge) => Promise<Result>) => Promise<Result>;

export interface JudgeContext {
  readonly signal?: AbortSignal;
  readonly threads?: number;
  /** Progress of quantising the weights of judges that are models. */
  readonly preparation?: PreparationOptions;
  /** The key for an endpoint; never printed. */
  readonly keyFor: (url: string) => string | undefined;
  readonly rubric?: Partial<RubricOptions>;
  /** Path of the file that keeps grades. */
  readonly cache?: string;
  /** Opens judges that are models; {@link resolveModel} by default. */
  readonly openModel?: (model: string, signal: AbortSignal | undefined) => Promise<Checkpoint>;
}

/**
 * Checks everything that can be wrong with a judge (model folder, version, address, key) without loading a weight or sending a
 * request. Rejects with InvalidInputError and the errors of `resolveModel`.
 */
export async function prepareJudge(spec: JudgeSpec, context: JudgeContext): Promise<PreparedJudge> {
  switch (spec.kind) {
    case 'substring':
      return (use) => use(substringJudge());
    case 'exact':
      return (use) => use(exactJudge());
    case 'rubric': {
      const key = context.keyFor(spec.url);
      const endpoint = chatEndpoint({
        base: spec.url,
        model: spec.model,
        ...(key === undefined ? {} : { key }),
      });
      if (context.cache !== undefined) {
        if (context.cache === '-') throw new InvalidInputError('`judgeCache`', 'needs a file');
        checkOutput(context.cache, true);
        checkFileCache(context.cache);
      }
      return async (use) => {
        const cache = context.cache === undefined ? {} : { cache: fileCache(context.cache) };
        const judge = rubricJudge(endpoint, context.rubric, cache);
        try {
          return await use(judge);
        } finally {
          await judge.dispose?.();
        }
      };
    }
    case 'harmbench':
      return inEngine(spec.model, context, () => (model) => harmbenchClassifier(model, spec.variant));
    case 'llama-guard':
      return inEngine(spec.model, context, (checkpoint) => {
        const version = spec.version ?? versionOf(checkpoint);
        return (model) => llamaGuard(model, version);
      });
  }
}

async function inEngine(
  name: string,
  { signal, threads, preparation, openModel = (model) => resolveModel(model, { signal }) }: JudgeContext,
  plan: (checkpoint: Checkpoint) => (model: JudgeModel) => Judge,
): Promise<PreparedJudge> {
  const checkpoint = await openModel(name, signal);
  const judgeOf = plan(checkpoint);
  checkpoint.tokenizer();
  return async (use) => {
    const description: JudgeDescription = {
      files: await judgeModelHash(checkpoint, signal),
      ...precisionField(checkpoint),
    };
    const settings = {
      signal,
      ...(preparation ? { preparation } : {}),
      ...(threads === undefined ? {} : { threads }),
    };
    return withEngine(checkpoint, settings, (engine) =>
      use(judgeOf(judgeModelOf(checkpoint, engine, description))),
    );
  };
}

/** The category codes in the checkpoint's own template tell versions apart. */
function versionOf(checkpoint: Checkpoint): LlamaGuardVersion {
  const { source } = checkpoint.chatTemplate();
  if (source.includes('UNSAFE CONTENT CATEGORIES')) {
    if (/\bO1\b/.test(source)) return '1';
    if (/\bS14\b/.test(source)) return '3';
    if (/\bS13\b/.test(source)) return '3-1b';
    if (/\bS11\b/.test(source)) return '2';
  }
  throw new InvalidInputError(
    `\`judge: llama-guard=${checkpoint.name}\``,
    'the chat template does not tell which version it is',
    'Name the version: llama-guard-1, llama-guard-2, llama-guard-3 (8B) or llama-guard-3-1b.',
  );
}
