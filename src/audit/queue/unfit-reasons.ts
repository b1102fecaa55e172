import type { Passport } from '../subject/passport.ts';
import type { ModelFingerprint } from './model-fingerprint.ts';
import type { RunOffer } from './run-offer.ts';
import type { WorkerCard } from './worker-card.ts';

/** What `mixed` lets pass. Another version of this package may measure something else. */
const NUMERICS: readonly (keyof Passport)[] = [
  'onnxruntime',
  'torch',
  'transformers',
  'device',
  'attention',
  'architecture',
  'processor',
];

/** What stands for fields that are left out. */
const UNNAMED: Partial<Record<keyof Passport, string>> = {
  engine: 'onnx',
  provider: 'cpu',
  batches: 'by memory',
};

/** Why a worker cannot do a run's units, each in a few words; empty: it can. */
export function unfitReasons(
  offer: Pick<RunOffer, 'run' | 'fingerprint' | 'passport' | 'options'>,
  worker: Pick<WorkerCard, 'fingerprint' | 'passport' | 'refused'>,
): string[] {
  return [
    ...modelReasons(offer.fingerprint, worker.fingerprint),
    ...passportReasons(offer.passport, worker.passport, offer.options.mixedNumerics === true),
    ...(worker.refused[offer.run] ?? []),
  ];
}

function modelReasons(wanted: ModelFingerprint, has: ModelFingerprint): string[] {
  const files = [...new Set([...Object.keys(wanted.weights), ...Object.keys(has.weights)])].sort();
  const others = files.filter((file) => wanted.weights[file] !== has.weights[file]);
  const parts = (['configuration', 'chatTemplate', 'tokenizer'] as const).filter(
    (part) => wanted[part] !== has[part],
  );
  const named = [...(others.length > 0 ? [`weights (${others.join(', ')})`] : []), ...parts];
  return named.length > 0 ? [`another model: ${named.join(', ')}`] : [];
}

function passportReasons(wanted: Passport, has: Passport, mixed: boolean): string[] {
  const fields = [...new Set([...Object.keys(wanted), ...Object.keys(has)])] as (keyof Passport)[];
  return fields
    .filter((field) => wanted[field] !== has[field] && !(mixed && NUMERICS.includes(field)))
    .map(
      (field) =>
        `another passport: ${field} ${difference(wanted[field] ?? UNNAMED[field] ?? 'none', has[field] ?? UNNAMED[field] ?? 'none')}`,
    );
}

/** Of lists of instruction sets only what is not in both. */
function difference(wanted: string, has: string): string {
  const [first, second] = [wanted.split(' '), has.split(' ')];
  if (first.length < 2 || second.length < 2) return `${has}, not ${wanted}`;
  const lacks = first.filter((word) => !second.includes(word));
  const adds = second.filter((word) => !first.includes(word));
  return [
    ...(lacks.length > 0 ? [`lacks ${lacks.join(' ')}`] : []),
    ...(adds.length > 0 ? [`has ${adds.join(' ')}`] : []),
  ].join(', ');
}
