import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { AuditRequest } from './audit-request.ts';
import { judgeLabels } from './judges-to-open.ts';
import { type AuditOptions, auditOptions } from './subject/audit-options.ts';
import { checkedOptions } from './subject/checked-options.ts';
import { withOwnMethods } from './subject/with-own-methods.ts';

/**
 * The options of the audit that a request asks for: checked, with the labels of its judges and the facts of its own methods. Throws
 * {@link InvalidInputError} on options and names that cannot be used, and on methods of one's own over a queue.
 */
export function requestedOptions(
  request: Pick<AuditRequest, 'options' | 'methods' | 'queue' | 'judges' | 'judgePrecision'>,
): AuditOptions {
  const { methods = [], queue } = request;
  if (queue && methods.length > 0)
    throw new InvalidInputError(
      '`methods`',
      `${methods.map(({ name }) => name).join(', ')}: the workers of a queue have the built-in methods only`,
      'Audit methods of your own without a queue.',
    );
  return withOwnMethods(
    auditOptions(checkedOptions(request.options), judgeLabels(request), queue?.mixed),
    methods,
  );
}
