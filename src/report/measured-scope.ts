import type { Results } from '../results/results.ts';
import type { MeasuredScope } from './not-measured.ts';

/** What a finished audit had to measure with. */
export function measuredScope({ protocol, arms, judges, capability, answers = [] }: Results): MeasuredScope {
  return {
    judge: protocol.judge,
    // The rules stand among the judges of a run as well.
    judges: judges.judges.filter(({ name }) => name !== 'substring' && name !== 'exact').length,
    texts: protocol.loreDocuments,
    references: arms[0].test.referencePerplexity.n,
    borderline: protocol.prompts['test/borderline']?.count ?? 0,
    questions: capability.length + answers.length,
    controlDraws: protocol.controlDraws,
    strengths: protocol.strengths.length,
    thinks: protocol.thinks === true,
    ...(protocol.thinking ? { thinking: protocol.thinking } : {}),
    maxNewTokens: protocol.maxNewTokens,
    ...(protocol.methods ? { methods: protocol.methods } : {}),
    ...(protocol.layers ? { layers: protocol.layers } : {}),
    ...(protocol.without ? { without: protocol.without } : {}),
  };
}
