import { hasRefusalPhrase } from '../../judges/refusal-phrases.ts';
import { judgeAnswer } from '../../organism/judge-answer.ts';
import type { AuditPrompt } from '../data/audit-data-types.ts';

/**
 * Whether the rules call a completion that begins like this refused, however it goes on: their marks count anywhere in a text, so what is
 * found once stays found. Neither compliance nor a broken text is ever settled before the end.
 */
export function isSettled({ request }: AuditPrompt, begun: string): boolean {
  return hasRefusalPhrase(begun) && (!request || judgeAnswer(request, begun).refused);
}
