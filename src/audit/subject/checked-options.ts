import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { nearestNames } from '../../wording/nearest-names.ts';
import { type AuditOptionName, auditOption } from './audit-option-table.ts';
import { DEFAULT_AUDIT_OPTIONS, type MeasuredOptions } from './audit-options.ts';

const NAMES: readonly string[] = [
  ...Object.keys(DEFAULT_AUDIT_OPTIONS).filter((name) => name !== 'judges'),
  'effort',
  'methods',
  'layers',
  'without',
  'stopSettled',
  'forceBaseline',
  'contrast',
];

/** Chosen options as the table has them. Throws {@link InvalidInputError} naming an unknown one, or one whose value it cannot have. */
export function checkedOptions(chosen: Partial<MeasuredOptions> = {}): Partial<MeasuredOptions> {
  const checked = Object.entries(chosen).map(([name, value]) => {
    if (!NAMES.includes(name)) {
      const [near] = nearestNames(name, NAMES, 1);
      throw new InvalidInputError(
        `\`options.${name}\``,
        'is not an option of an audit',
        near && `Did you mean ${near}?`,
      );
    }
    // A system turn of null is the template's own.
    if (value === undefined || (name === 'system' && value === null)) return [name, value];
    const parsed = auditOption(name as AuditOptionName).schema.safeParse(value);
    if (!parsed.success) throw new InvalidInputError(`\`${name}\``, parsed.error.issues[0].message);
    return [name, parsed.data];
  });
  return Object.fromEntries(checked);
}
