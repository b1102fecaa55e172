import { parse, stringify, TomlError } from 'smol-toml';
import {
  AUDIT_OPTION_GROUPS,
  AUDIT_OPTION_NAMES,
  type AuditOptionName,
  auditOption,
} from '../../../audit/subject/audit-option-table.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { readTextFile } from '../../../formats/json-file.ts';
import { nearestNames } from '../../../wording/nearest-names.ts';
import { flagName, oldFlagName } from '../../options/table-options.ts';
import { defaultSetting } from './default-setting.ts';

/** Values of options as a command line or a file gives them. */
export type GivenSettings = Partial<Record<AuditOptionName, unknown>>;

const BY_KEY: ReadonlyMap<string, AuditOptionName> = new Map(
  AUDIT_OPTION_NAMES.map((name) => [flagName(name), name]),
);
/** Keys of older files. */
const BY_OLD_KEY: ReadonlyMap<string, AuditOptionName> = new Map(
  AUDIT_OPTION_NAMES.flatMap((name) => {
    const old = oldFlagName(name);
    return old === undefined ? [] : [[old, name]];
  }),
);

/**
 * The options of an audit.toml: every option of the command under its flag's name without the dashes. Throws
 * {@link InvalidInputError} naming file and line on invalid TOML, on unknown keys and on values that an option cannot have.
 */
export function readAuditConfig(file: string): GivenSettings {
  const text = readTextFile(file);
  const settings: GivenSettings = {};
  for (const [key, value] of Object.entries(parsed(file, text))) {
    const place = `${file}:${lineOf(key, text)}`;
    const name = BY_KEY.get(key) ?? BY_OLD_KEY.get(key);
    if (name === undefined) {
      const [near] = nearestNames(key, [...BY_KEY.keys()], 1);
      throw new InvalidInputError(
        place,
        `unknown option "${key}"`,
        near ? `Did you mean ${near}?` : 'refusal-lab audit --help lists the options.',
      );
    }
    // TOML has its own type for dates.
    const given = value instanceof Date ? value.toISOString() : value;
    const checked = auditOption(name).schema.safeParse(given);
    if (!checked.success) throw new InvalidInputError(place, `${key}: ${checked.error.issues[0].message}`);
    settings[name] = given;
  }
  return settings;
}

/** The audit.toml of a run: all options, defaults too, each under its `comments`. Addresses are written without their password. */
export function auditConfigText(
  settings: GivenSettings,
  comments: ReadonlyMap<string, readonly string[]> = new Map(),
): string {
  const groups = Object.entries(AUDIT_OPTION_GROUPS).flatMap(([heading, options]) => {
    const values = (Object.keys(options) as AuditOptionName[]).flatMap((name) => {
      const value = settings[name] ?? defaultSetting(name, settings);
      return value === undefined ? [] : [[flagName(name), name === 'queue' ? unlocked(value) : value]];
    });
    const lines = values.map(
      ([key, value]) =>
        `${(comments.get(String(key)) ?? []).map((line) => `${line}\n`).join('')}${stringify({ [String(key)]: value }).trimEnd()}\n`,
    );
    return values.length === 0 ? [] : [`# ${heading}\n${lines.join('')}`];
  });
  return groups.map((group) => `${group.trimEnd()}\n`).join('\n');
}

function parsed(file: string, text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [problem] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    throw new InvalidInputError(`${file}:${error.line}`, `is not TOML: ${problem}`);
  }
}

/** 1-based line of a key; the first line if the key is written in a form that this does not recognise. */
function lineOf(key: string, text: string): number {
  const written = key.replace(/[^\w-]/g, '\\$&');
  const line = text
    .split('\n')
    .findIndex((each) => new RegExp(`^\\s*\\[?["']?${written}["']?\\s*[=\\].]`).test(each));
  return Math.max(line, 0) + 1;
}

function unlocked(address: unknown): unknown {
  if (typeof address !== 'string' || !URL.canParse(address)) return address;
  const url = new URL(address);
  url.password = '';
  return url.href;
}
