import { contentHash } from '../formats/content-hash.ts';
import { TYPOGRAPHY } from './plain-typography.ts';
import { REFUSAL_PHRASES } from './refusal-phrases.ts';

/** SHA-256 of the rule of refusals: the phrases, and the normalisation of a text before they are looked for. */
export const REFUSAL_RULE_HASH = contentHash([TYPOGRAPHY, ...REFUSAL_PHRASES].join('\n'));
