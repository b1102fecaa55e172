import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import type { Engine, GenerateRequest } from '../../src/engine/engine.ts';

export interface ScriptedEngine extends Engine {
  readonly requests: GenerateRequest[];
  readonly disposed: () => boolean;
}

/** An engine that says what it is told, reply after reply, and remembers what it was asked. */
export function scriptedEngine(
  { config, tokenizer }: Checkpoint,
  replies: readonly string[],
): ScriptedEngine {
  const requests: GenerateRequest[] = [];
  let next = 0;
  let disposed = false;
  const never = async (): Promise<never> => {
    throw new Error('a judge only generates');
  };
  return {
    config,
    requests,
    disposed: () => disposed,
    capture: never,
    score: never,
    nextToken: never,
    async generate(request) {
      requests.push(request);
      return request.sequences.map(() => {
        const tokens = tokenizer().encode(replies[next++], { addSpecialTokens: false });
        return { tokens: tokens.slice(0, request.maxNewTokens), finish: 'stop' as const };
      });
    },
    async dispose() {
      disposed = true;
    },
  };
}
