import type { Engine, ScoreRequest } from '../../../src/engine/engine.ts';

/** An engine that only scores: `logProbability` of a token from it and its place; remembers what it was asked. */
export function scoringEngine(logProbability: (token: number, before: readonly number[]) => number): {
  readonly engine: Engine;
  readonly requests: ScoreRequest[];
} {
  const requests: ScoreRequest[] = [];
  const engine = {
    config: { maxPositions: 64 },
    async score(request: ScoreRequest) {
      requests.push(request);
      return request.sequences.map(({ tokens }) =>
        Float32Array.from(tokens.slice(1), (token, i) => logProbability(token, tokens.slice(0, i + 1))),
      );
    },
  };
  return { engine: engine as unknown as Engine, requests };
}
