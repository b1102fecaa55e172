import type { Json } from '../../interventions/intervention.ts';
import { formatNumber } from '../../wording/format-number.ts';
import type { ReportedArm } from '../reported-arms.ts';
import { markdownTable } from './markdown-table.ts';

type JsonObject = { readonly [key: string]: Json };

const COLUMNS: readonly (readonly [fact: string, heading: string])[] = [
  ['mapEigenvalues', 'eigenvalues of A'],
  ['capturedMeanShare', 'captured mean share'],
  ['explainedVariance', 'explained variance'],
  ['wassersteinSquared', 'W2²'],
  ['wassersteinSquaredMean', 'of it mean'],
  ['wassersteinSquaredCovariance', 'of it covariance'],
  ['zeroPosition', 'zero position'],
  ['displacementNorm', 'displacement'],
];

/**
 * What the fits of the chosen arms found, a row an arm and site; facts without a column of their own are listed
 * in the last. Empty where no arm has facts. Arms that were not chosen (at all layers) are left out.
 */
export function markdownMapFacts(reported: readonly ReportedArm[]): string {
  const rows = reported
    .filter(({ choice }) => choice !== null)
    .flatMap(({ arm }) => bySite(arm.facts).map(([site, facts]) => [`\`${arm.id}\``, site, ...cells(facts)]));
  if (rows.length === 0) return '';
  return markdownTable(['arm', 'site', ...COLUMNS.map(([, heading]) => heading), 'other'], rows);
}

/** Facts stand under their site's name; those outside any are of the whole arm. */
function bySite(facts: JsonObject): [string, JsonObject][] {
  const entries = Object.entries(facts);
  const nested = entries.filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
  const flat = entries.filter(([, value]) => !isObject(value));
  return [...nested, ...(flat.length > 0 ? [['–', Object.fromEntries(flat)] as [string, JsonObject]] : [])];
}

function cells(facts: JsonObject): string[] {
  const known = new Set(COLUMNS.map(([fact]) => fact));
  const others = Object.entries(facts).filter(([fact]) => !known.has(fact));
  return [
    ...COLUMNS.map(([fact]) => (fact in facts ? text(facts[fact]) : '–')),
    others.map(([fact, value]) => `${fact} ${text(value)}`).join('; ') || '–',
  ];
}

function text(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : formatNumber(value);
  if (Array.isArray(value)) return value.map(text).join(', ');
  return typeof value === 'string' ? value : value === null ? 'n/a' : JSON.stringify(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
