import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { encodeQuestion, TEXT_CONTEXT } from '../../metrics/encode-question.ts';
import { readQuestions } from '../../metrics/read-questions.ts';
import { speaksOrganism } from '../../stages/model/speaks-organism.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AnswerPrompt, AuditData } from './audit-data-types.ts';
import { type AuditSources, NO_SOURCES } from './audit-sources.ts';
import { checkLengths } from './check-lengths.ts';
import { encodeUserTurn } from './encode-user-turn.ts';
import { loadDatasets } from './load-datasets.ts';
import { loadOrganismWorld } from './load-organism-world.ts';
import { hasSources, type SourceSplits, splitSources } from './split-sources.ts';

/**
 * Prompts from the user's sources, or, where there are none, of the organism's world for a model that speaks its language.
 * Throws {@link InvalidInputError} where a model of another language comes without prompts or only with some.
 */
export async function loadAuditData(
  checkpoint: Checkpoint,
  options: AuditOptions,
  sources: AuditSources = NO_SOURCES,
  {
    splits,
    signal,
  }: {
    /** What `splitSources` gives, where it was called before; default: sources are read here. */
    readonly splits?: SourceSplits | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<AuditData> {
  const read = splits ?? (hasSources(sources) ? await splitSources(options, sources, signal) : undefined);
  const data = {
    ...(read ? loadDatasets(checkpoint, options, sources, read) : loadWorld(checkpoint, options, sources)),
    ...loadQuestions(checkpoint, options, sources),
  };
  checkLengths(data, checkpoint.config, options.maxNewTokens);
  return data;
}

function loadQuestions(
  checkpoint: Checkpoint,
  options: AuditOptions,
  { questions: file }: AuditSources,
): Pick<AuditData, 'questions' | 'answers'> {
  if (file === null) return { questions: [] };
  const template = { context: TEXT_CONTEXT, continuation: 'text', chat: false } as const;
  const { choices, answers } = readQuestions(file);
  const asked = answers.map(({ where, question, answer, pattern }): AnswerPrompt => {
    const sequence = encodeUserTurn(checkpoint, { id: where, prompt: question }, options);
    return { where, sequence, answer, ...(pattern === undefined ? {} : { pattern }) };
  });
  return {
    questions: choices.map((question) => encodeQuestion(question, checkpoint, template)),
    ...(asked.length > 0 ? { answers: asked } : {}),
  };
}

function loadWorld(
  checkpoint: Checkpoint,
  options: AuditOptions,
  sources: AuditSources,
): Omit<AuditData, 'questions'> {
  const others = [...sources.testHarmful, ...sources.testHarmless, ...sources.overRefusal];
  if (others.length > 0)
    throw new InvalidInputError(
      '`harmful`, `harmless`',
      'are missing',
      'Prompts to fit and select on are needed too.',
    );
  if (!speaksOrganism(checkpoint))
    throw new InvalidInputError(
      checkpoint.name,
      'has no prompts to be audited with',
      'Give `harmful` and `harmless`: files or hf:… data sets (refusal-lab prompts FILE shows what is recognised).',
    );
  return loadOrganismWorld(checkpoint, options);
}
