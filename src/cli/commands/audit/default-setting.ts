import { auditNewTokens } from '../../../audit/subject/audit-new-tokens.ts';
import { type AuditOptionName, auditOption } from '../../../audit/subject/audit-option-table.ts';

/** What an option of an audit is where it is not given; the longest completion goes by the model and prompts that are. */
export function defaultSetting(
  name: AuditOptionName,
  given: Partial<Record<AuditOptionName, unknown>>,
): unknown {
  if (name !== 'maxNewTokens') return auditOption(name).default;
  const model = given.model ?? auditOption('model').default;
  const isOwn = [given.harmful, given.harmless].some(
    (sources) => Array.isArray(sources) && sources.length > 0,
  );
  return auditNewTokens(String(model), isOwn);
}
