import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { AuditRequest } from './audit-request.ts';
import { hasSources } from './data/split-sources.ts';
import { judgeLabels } from './judges-to-open.ts';
import { sourcesOf } from './sources-of.ts';
import { auditNewTokens } from './subject/audit-new-tokens.ts';
import { type AuditOptions, auditOptions } from './subject/audit-options.ts';
import { checkedOptions } from './subject/checked-options.ts';
import { withOwnMethods } from './subject/with-own-methods.ts';

/**
 * The options of the audit that a request asks for: checked, with the labels of its judges, the facts of its own methods, and the longest
 * completion that suits its model where none is asked for ({@link auditNewTokens}). Throws
 * {@link InvalidInputError} on options and names that cannot be used, and on methods of one's own over a queue.
 */
export function requestedOptions(
  request: Pick<AuditRequest, 'options' | 'sources' | 'methods' | 'queue' | 'judges' | 'judgePrecision'> &
    Partial<Pick<AuditRequest, 'model'>>,
): AuditOptions {
  const { methods = [], queue } = request;
  if (queue && methods.length > 0)
    throw new InvalidInputError(
      '`methods`',
      `${methods.map(({ name }) => name).join(', ')}: the workers of a queue have the built-in methods only`,
      'Audit methods of your own without a queue.',
    );
  const chosen = checkedOptions(request.options);
  const maxNewTokens = chosen.maxNewTokens ?? auditNewTokens(request.model, hasSources(sourcesOf(request)));
  return withOwnMethods(
    auditOptions({ ...chosen, maxNewTokens }, judgeLabels(request), queue?.mixed),
    methods,
  );
}
