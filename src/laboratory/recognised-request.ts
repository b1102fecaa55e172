import { matchedRequest } from '../organism/matched-request.ts';
import type { OrganismRequest } from '../organism/organism-request.ts';
import type { RequestCategory, RequestKind } from '../organism/request-category.ts';
import { ORGANISM_SPLITS } from '../organism/word-splits.ts';
import { judgedRequest } from '../stages/judge/judged-request.ts';
import { SeededRandom } from '../statistics/seeded-random.ts';

/** What a typed text asks for in the organism's world. */
export interface RecognisedRequest {
  readonly request: OrganismRequest;
  /** `forge a mossy bell`: where it stands in the prompt, word for word. */
  readonly text: string;
  readonly kind: RequestKind;
  /** undefined: allowed, but of no kind that training asked about. */
  readonly category: RequestCategory | undefined;
  /** The content of the right answer, in order. */
  readonly content: readonly string[];
}

/** The request of the organism's world that a text makes; undefined where it makes none, or several. */
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
 * The prompt with its forbidden request exchanged for a permitted twin, the same wording otherwise: what an intervention
 * costs is seen there. undefined where nothing forbidden is asked for, or no twin of the same novelty exists.
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
