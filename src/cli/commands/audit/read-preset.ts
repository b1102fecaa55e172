import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { readTextFile } from '../../../formats/json-file.ts';
import { PRESETS, type Preset, type PresetUse } from '../../../results/preset.ts';
import { flagName } from '../../options/table-options.ts';
import { type GivenSettings, readAuditConfig } from './audit-config.ts';

/** Where a preset lies. `src/` and `dist/` lie at the same depth, so one relative path serves both. */
const fileOf = (name: Preset): string =>
  fileURLToPath(new URL(`../../../../presets/${name}.toml`, import.meta.url));

/** A preset's options. Throws {@link InvalidInputError} naming the known ones on another name. */
export function readPreset(name: string): GivenSettings {
  return readAuditConfig(fileOf(known(name)));
}

/** The preset by its name, and which of its options were given otherwise. */
export function presetUse(name: string, given: GivenSettings): PresetUse {
  const changed = Object.entries(readPreset(name)).filter(
    ([key, value]) => !isDeepStrictEqual(given[key as keyof GivenSettings], value),
  );
  return { name: known(name), changed: changed.map(([key]) => flagName(key)).sort() };
}

/** The lines of comment above each of a preset's options, by the option's name in audit.toml. */
export function presetComments(name: string): ReadonlyMap<string, readonly string[]> {
  const comments = new Map<string, readonly string[]>();
  let above: string[] = [];
  for (const line of readTextFile(fileOf(known(name))).split('\n')) {
    if (line.startsWith('#')) above.push(line);
    else {
      const [, key] = /^([\w-]+) =/.exec(line) ?? [];
      if (key !== undefined) comments.set(key, above);
      above = [];
    }
  }
  return comments;
}

function known(name: string): Preset {
  const found = PRESETS.find((each) => each === name);
  if (found === undefined)
    throw new InvalidInputError('`preset`', `there is no ${name}`, `There is ${PRESETS.join(', ')}.`);
  return found;
}
