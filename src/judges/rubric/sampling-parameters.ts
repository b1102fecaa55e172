import { RUBRIC_SAMPLING } from './rubric-prompt.ts';

/** Sampling parameters that newer models refuse: the old name of the limit, any temperature but their own. */
export type SamplingParameter = keyof typeof RUBRIC_SAMPLING;

/** The rubric's sampling without the parameters that an endpoint refuses: the limit by its new name, the model's own temperature. */
export function samplingWithout(refused: ReadonlySet<SamplingParameter> = new Set()): Record<string, number> {
  const { temperature, max_tokens: most } = RUBRIC_SAMPLING;
  return {
    ...(refused.has('temperature') ? {} : { temperature }),
    ...(refused.has('max_tokens') ? { max_completion_tokens: most } : { max_tokens: most }),
  };
}

/** The parameter for which a request was refused, read from the body of the answer; undefined if the reason was another. */
export function refusedParameter(body: string | undefined): SamplingParameter | undefined {
  const text = body ?? '';
  const named = /"param"\s*:\s*"(max_tokens|temperature)"/.exec(text)?.[1];
  const told = /(?:unsupported|unrecognized|unknown|not support)/i.test(text)
    ? /\b(max_tokens|temperature)\b/.exec(text)?.[1]
    : undefined;
  return (named ?? told) as SamplingParameter | undefined;
}
