import type { AuditRequest } from '../../../audit/audit-request.ts';
import {
  AUDIT_OPTION_NAMES,
  type AuditSettings,
  auditOption,
} from '../../../audit/subject/audit-option-table.ts';
import { templateOptionsOf } from '../../../checkpoint/template/template-options.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { parseSourceMappings } from '../../../prompts/source-mappings.ts';
import type { GivenSettings } from './audit-config.ts';
import { defaultSetting } from './default-setting.ts';
import { presetUse } from './read-preset.ts';

/** The checked settings of an audit, with defaults for options that were not given. */
export function auditSettings(given: GivenSettings): AuditSettings {
  const values = AUDIT_OPTION_NAMES.flatMap((name) => {
    const { schema } = auditOption(name);
    const value = given[name] ?? defaultSetting(name, given);
    return value === undefined ? [] : [[name, schema.parse(value)]];
  });
  return Object.fromEntries(values) as AuditSettings;
}

/** The request that settings are, of `thinking: both` without that; `given` are those that are not defaults. Throws {@link InvalidInputError} where they do not go together. */
export function auditRequest(settings: AuditSettings, given: GivenSettings): AuditRequest {
  const {
    model,
    out,
    force,
    workers,
    engine,
    python,
    device,
    dtype,
    deviceMap,
    deterministic,
    adapter,
    provider,
    memory,
    precision,
    judge,
    judgePrecision,
    judgeCache,
    against,
    ...others
  } = settings;
  const { queue, queuePrefix, queueWait, mixed, failAbove, failBelow, ...more } = others;
  const { harmful, harmless, testHarmfulFrom, testHarmlessFrom, overRefusal, text, questions, ...rest } =
    more;
  const { refusalStarts, mapping, functionalCategory, threshold, acceptLowPower, ...measured } = rest;
  const { stopSettled, forceBaseline, templateOption, thinking, preset, ...options } = measured;
  if (mixed && queue === undefined) throw new InvalidInputError('`mixed`', 'is for audits with `queue`');
  return {
    ...{ engine, python, device, dtype, deviceMap, deterministic, adapter },
    ...{ model: model!, out, force, workers, provider, memory, precision, judgePrecision, judgeCache },
    judges: judge,
    against,
    acceptLowPower,
    options: {
      ...options,
      // Numbers that were asked for are the most that test sources give; a default is not.
      testForbidden: given.testForbidden === undefined ? undefined : options.testForbidden,
      testHarmless: given.testHarmless === undefined ? undefined : options.testHarmless,
      thinking: thinking === 'both' ? undefined : thinking,
      templateOptions: templateOptionsOf(templateOption),
      stopSettled: stopSettled || undefined,
      forceBaseline: forceBaseline || undefined,
      preset: preset === undefined ? undefined : presetUse(preset, given),
    },
    sources: {
      harmful,
      harmless,
      testHarmful: testHarmfulFrom,
      testHarmless: testHarmlessFrom,
      overRefusal,
      text,
      questions,
      refusalStarts,
      threshold,
      read: { functionalCategory, ...parseSourceMappings(mapping ?? []) },
    },
    queue:
      queue === undefined
        ? undefined
        : {
            address: queue,
            prefix: queuePrefix,
            password: process.env.REFUSAL_LAB_QUEUE_PASSWORD,
            waitSeconds: queueWait,
            mixed,
          },
  };
}
