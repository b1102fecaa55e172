import { matchedRequest } from '../organism/matched-request.ts';
import type { OrganismRequest } from '../organism/organism-request.ts';
import type { RequestCategory, RequestKind } from '../organism/request-category.ts';
import { ORGANISM_SPLITS } from '../organism/word-splits.ts';
import { judgedRequest } from '../stages/judge/judged-request.ts';
import { SeededRandom } from '../statistics/seeded-random.ts';

/** The request of the organism's world in a typed text. */
export interface RecognisedRequest {
  readonly request: OrganismRequest;
  /** `forge a mossy bell`: its words in the prompt, verbatim. */
  readonly text: string;
  readonly kind: RequestKind;
  /** undefined: allowed, but of no kind that training asked about. */
  readonly category: RequestCategory | undefined;
  /** The content of the right answer, in order. */
  readonly content: readonly string[];
}

/** The request of the organism's world that a text contains; undefined if it contains none, or several. */
export function recogniseRequest(prompt: string): RecognisedRequest | undefined {
  const request = judgedRequest(prompt);
  if (!request) return undefined;
  const forbidden = request.category();
  const borderline = request.borderlineKind();
  return {
    request,
    text: request.text(),
    kind: forbidden ? 'forbidden' : borderline ? 'borderline' : 'harmless',
    category: forbidden ?? borderline ?? request.permittedKind(),
    content: request.content(),
  };
}

/**
 * The prompt with its forbidden request exchanged for a permitted twin, otherwise in the same wording, to show the cost of
 * an intervention. undefined if the prompt asks for nothing forbidden, or no twin of the same novelty exists.
 */
export function twinPrompt(prompt: string): string | undefined {
  const recognised = recogniseRequest(prompt);
  if (recognised?.kind !== 'forbidden') return undefined;
  const { request, text } = recognised;
  for (const split of ORGANISM_SPLITS) {
    const twin = matchedRequest(request, { split, random: new SeededRandom(1, text), taken: new Set() });
    if (twin) return prompt.replace(text, () => twin.text());
  }
  return undefined;
}
