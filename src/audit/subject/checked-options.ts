import { z } from 'zod';
import { THINKING } from '../../checkpoint/template/thinking.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { PRESETS } from '../../results/preset.ts';
import { nearestNames } from '../../wording/nearest-names.ts';
import { type AuditOptionName, auditOption } from './audit-option-table.ts';
import { DEFAULT_AUDIT_OPTIONS, type MeasuredOptions } from './audit-options.ts';

const NAMES: readonly string[] = [
  ...Object.keys(DEFAULT_AUDIT_OPTIONS).filter((name) => name !== 'judges'),
  'effort',
  'methods',
  'layers',
  'without',
  'thinking',
  'templateOptions',
  'stopSettled',
  'forceBaseline',
  'contrast',
  'preset',
];

/** In the library a record, on the command line a KEY=VALUE each. */
const templateOptions = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()], 'Expected a text, a number, true or false.'),
  'Expected variables of the chat template with their values.',
);

/** What the library takes otherwise than the command line. */
const OF_LIBRARY: Readonly<Record<string, z.ZodType>> = {
  thinking: z.enum(THINKING, 'Expected off or on: both are two audits.'),
  templateOptions,
  preset: z.strictObject(
    {
      name: z.enum(PRESETS, `Allowed choices are ${PRESETS.join(', ')}.`),
      changed: z.array(z.string()),
    },
    'Expected the name of a preset and what was changed of it.',
  ),
};

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
    const schema = OF_LIBRARY[name] ?? auditOption(name as AuditOptionName).schema;
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new InvalidInputError(`\`${name}\``, parsed.error.issues[0].message);
    return [name, parsed.data];
  });
  return Object.fromEntries(checked);
}
