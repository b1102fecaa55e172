import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { Intervention } from '../interventions/intervention.ts';
import { siteName } from '../interventions/residual-site.ts';
import { METHOD_OPTIONS, type Method, type MethodDefinition } from './method.ts';
import { DEFAULT_STYLE, METHOD_SYMBOLS, type MethodStyle } from './method-style.ts';

const NAME = /^[a-z][a-z0-9-]*$/;
const COLOUR = /^#[0-9a-f]{6}$/i;
const POINTS: readonly string[] = ['resid_pre', 'resid_post'];

/**
 * A method as one descriptor: its name and style for audits, figures and pages, and its fit.
 * Defaults: version '1', takes no option, acts where it is fitted, can be refitted, is audited at every layer, its own
 * style. Throws {@link InvalidInputError} on a name, version, point, option, colour or mark that cannot be used. The
 * descriptor's `fit` throws the same error if the intervention is not the requested one (another site,
 * scope, strength or name).
 *
 * @example
 * const halfShift = defineMethod({
 *   name: 'half-shift',
 *   title: 'Half the mean shift',
 *   note: 'Moves every token by half the difference of the class means.',
 *   point: 'resid_post',
 *   fit: (site, { source, target }, { settings }) => {
 *     const means = meanDifference(source, target);
 *     const map = AffineMap.translation(Float32Array.from(means.direction, (value) => -value / 2));
 *     return singleSiteFit({ method: 'half-shift', site, map, source, means, settings });
 *   },
 * });
 */
export function defineMethod<const Name extends string>(definition: MethodDefinition<Name>): Method<Name> {
  const method: Method<Name> = {
    version: '1',
    takes: [],
    actsEverywhere: false,
    refittable: !definition.actsEverywhere,
    alongDifference: false,
    inSubspace: false,
    pooled: false,
    audited: 'every-layer',
    atAllLayers: false,
    style: DEFAULT_STYLE,
    ...definition,
  };
  check(method);
  return { ...method, fit: checkedFit(method) };
}

function check(method: Method): void {
  const { name, version, point, takes, style } = method;
  if (typeof name !== 'string' || !NAME.test(name))
    throw new InvalidInputError(
      '`name`',
      `"${name}" cannot name a method`,
      'Use lower-case letters, digits and hyphens, a letter first.',
    );
  const subject = `method ${name}`;
  for (const [field, value] of Object.entries({ version, title: method.title, note: method.note }))
    if (typeof value !== 'string' || value.trim() === '')
      throw new InvalidInputError(subject, `its \`${field}\` is empty`);
  if (!POINTS.includes(point))
    throw new InvalidInputError(subject, `unknown \`point\` "${point}"`, `One of ${POINTS.join(', ')}.`);
  const other = takes.find((option) => !METHOD_OPTIONS.includes(option));
  if (other !== undefined)
    throw new InvalidInputError(
      subject,
      `\`takes\` unknown "${other}"`,
      `Any of ${METHOD_OPTIONS.join(', ')}.`,
    );
  if (typeof method.fit !== 'function') throw new InvalidInputError(subject, '`fit` is not a function');
  checkStyle(subject, style);
}

/** Colours and marks are inserted into figures and pages unchanged. */
function checkStyle(subject: string, { colour, symbol, page, higherRanks }: MethodStyle): void {
  const shades = [page, higherRanks?.page].flatMap((pair) => (pair ? [pair.light, pair.dark] : []));
  const bad = [colour, ...(higherRanks ? [higherRanks.colour] : []), ...shades].find(
    (each) => !COLOUR.test(each),
  );
  if (bad !== undefined)
    throw new InvalidInputError(subject, `"${bad}" is not a colour`, 'Write colours as #rrggbb.');
  if (!METHOD_SYMBOLS.includes(symbol))
    throw new InvalidInputError(subject, `unknown mark "${symbol}"`, `One of ${METHOD_SYMBOLS.join(', ')}.`);
}

function checkedFit(method: Method): Method['fit'] {
  const { name, actsEverywhere } = method;
  return (site, classes, options) => {
    const fitted = method.fit(site, classes, options);
    const problem = (what: string): InvalidInputError =>
      new InvalidInputError(
        `method ${name} at ${siteName(site)}`,
        what,
        'Build the intervention with `singleSiteFit` or `buildIntervention`, from `site`, the name and `options.settings`.',
      );
    if (!(fitted instanceof Intervention)) throw problem('its `fit` does not return an Intervention');
    const sites = fitted.sites.map(siteName);
    if (!actsEverywhere && (sites.length !== 1 || sites[0] !== siteName(site)))
      throw problem(`acts at ${sites.join(', ') || 'no site'}`);
    const { strength = 1, scope = 'all', skipFirst = false } = options.settings;
    const asked = { method: name, strength, scope, skipFirst };
    const got = {
      method: fitted.provenance.method,
      strength: fitted.provenance.options.strength,
      scope: fitted.scope,
      skipFirst: fitted.skipFirst,
    };
    for (const key of Object.keys(asked) as (keyof typeof asked)[])
      if (got[key] !== asked[key]) throw problem(`has ${key} ${got[key]}, asked was ${asked[key]}`);
    return fitted;
  };
}
