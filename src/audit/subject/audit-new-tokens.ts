import { isOrganismName } from '../../organism/is-organism-name.ts';
import { DEFAULT_AUDIT_OPTIONS } from './audit-options.ts';

/** Tokens of the longest completion of a model of one's own, where none are asked for: by then most answers have turned to what they are. */
export const OWN_NEW_TOKENS = 256;

/**
 * Tokens of the longest completion where none are asked for: 26 for the organism, whose answers are no longer, else 256. The organism is
 * meant where the model is `organism:<name>` or no prompts are given: then those of its world are used.
 */
export function auditNewTokens(model: string | undefined, ownPrompts: boolean): number {
  const organism = !ownPrompts || (model !== undefined && isOrganismName(model));
  return organism ? DEFAULT_AUDIT_OPTIONS.maxNewTokens : OWN_NEW_TOKENS;
}
