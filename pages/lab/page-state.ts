import { AUDIT_METHODS, type AuditMethod } from '../../src/audit/plan/arm.ts';
import { TOKEN_SCOPES, type TokenScope } from '../../src/interventions/token-scope.ts';
import { type ArmSettings, FIRST_SETTINGS, lowestLayer } from '../../src/laboratory/arm-settings.ts';
import type { ExperimentRequest } from '../../src/laboratory/experiment.ts';
import { COMPLEMENTS, type Complement } from '../../src/transport/lift.ts';
import type { LabInfo } from './worker/protocol.ts';

/** Range of the λ slider. Below 0 a map is run backwards: it induces refusal. */
export const STRENGTHS = { lowest: -1, highest: 2, step: 0.05 } as const;

/** Layers at which refusal lies in the shipped models. */
const FIRST_DEPTH = 10 / 12;

/** The page's initial request, before the address is read. */
export function firstRequest({ layers, offered }: LabInfo): ExperimentRequest {
  const layer = Math.min(layers - 1, Math.max(0, Math.round(FIRST_DEPTH * layers) - 1));
  const prompt = offered.forbidden[0] ?? offered.harmless[0] ?? '';
  return { prompt, settings: { ...FIRST_SETTINGS, layer }, view: null };
}

/** `method=pca-ot&layer=7&…`: the request as the part of an address behind `#`, to be kept or passed on. */
export function requestToHash({ prompt, settings, view }: ExperimentRequest): string {
  const fields = new URLSearchParams({
    prompt,
    method: settings.method,
    layer: String(settings.layer),
    rank: String(settings.rank),
    strength: String(settings.strength),
    scope: settings.scope,
    complement: settings.complement,
  });
  if (view !== null) fields.set('view', String(view));
  return fields.toString();
}

/** Those that the page offers. */
const LAB_SCOPES = TOKEN_SCOPES.filter((scope) => scope !== 'answer');

/** The request that a hash describes; missing and invalid parts are those of {@link firstRequest}. */
export function requestFromHash(hash: string, info: LabInfo): ExperimentRequest {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const first = firstRequest(info);
  const integer = (name: string, low: number, high: number): number | undefined => {
    const text = fields.get(name);
    const value = text === null || text === '' ? Number.NaN : Number(text);
    return Number.isInteger(value) && value >= low && value <= high ? value : undefined;
  };
  const among = <Value extends string>(name: string, values: readonly Value[]): Value | undefined =>
    values.find((value) => value === fields.get(name));
  const method: AuditMethod = among('method', AUDIT_METHODS) ?? first.settings.method;
  const scope: TokenScope = among('scope', LAB_SCOPES) ?? first.settings.scope;
  const complement: Complement = among('complement', COMPLEMENTS) ?? first.settings.complement;
  const strength = fields.has('strength') ? Number(fields.get('strength')) : Number.NaN;
  const settings: ArmSettings = {
    method,
    scope,
    complement,
    layer: integer('layer', 0, info.layers - 1) ?? first.settings.layer,
    rank: integer('rank', 1, info.highestRank) ?? first.settings.rank,
    strength:
      strength >= STRENGTHS.lowest && strength <= STRENGTHS.highest ? strength : first.settings.strength,
  };
  return {
    prompt: fields.get('prompt') ?? first.prompt,
    settings: withinReach(settings),
    view: integer('view', 0, info.layers - 1) ?? null,
  };
}

/** The settings with a layer that the method can be fitted at. */
export function withinReach(settings: ArmSettings): ArmSettings {
  return { ...settings, layer: Math.max(settings.layer, lowestLayer(settings.method)) };
}
