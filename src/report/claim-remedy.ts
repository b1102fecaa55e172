import type { ClaimResult, Results } from '../results/results.ts';

const UNMEASURED = 'no test: not measured';
const RIVALS = ['rfa', 'linear-act'] as const;

/** What would decide a claim that is inconclusive because something was left out, in words around options; null where nothing was, or where no option would. */
export function claimRemedy(claim: ClaimResult, results: Results): string | null {
  if (!isUnmeasured(claim, results)) return null;
  return REMEDIES[claim.number](results).join('; ') || null;
}

/** Whether a claim was left open for want of a measurement, and not by one. */
export function isUnmeasured({ number, conclusion, decidedBy }: ClaimResult, results: Results): boolean {
  if (conclusion !== 'inconclusive' || decidedBy === 'the unattacked model') return false;
  return decidedBy.startsWith(UNMEASURED) || (number === 3 && !results.localisation?.depthClaim);
}

const REMEDIES: Readonly<Record<ClaimResult['number'], (results: Results) => string[]>> = {
  1: (results) => missingMethods(results, RIVALS),
  2: () => [],
  3: ({ protocol, localisation, arms }) => {
    const { without = [], controlDraws, layers, effort } = protocol;
    const everywhere = arms.some(({ role, method }) => role === 'everywhere' && method === 'pca-ot');
    const placed = Boolean(localisation?.depthClaim);
    return [
      ...(without.includes('controls') ? ['an audit without `--without controls`'] : []),
      ...(!placed && controlDraws === 0 ? ['`--control-draws` above 0'] : []),
      ...(!placed && layers ? ['`--layers` on both sides of 40–60% depth'] : []),
      ...(!placed && effort
        ? [effort === 'quick' ? '`--effort standard` or `--effort full`' : '`--effort full`']
        : []),
      ...(!everywhere && without.includes('everywhere') ? ['an audit without `--without everywhere`'] : []),
    ];
  },
  4: (results) => {
    const missing = missingMethods(results, ['mean-shift']);
    return missing.length === 0 && results.protocol.effort ? ['`--effort full`'] : missing;
  },
};

/** Of these methods, those that `--methods` left out. */
function missingMethods({ protocol: { methods } }: Results, names: readonly string[]): string[] {
  const missing = methods ? names.filter((name) => !methods.includes(name)) : [];
  return missing.length > 0 ? [`\`--methods\` that name ${missing.join(' and ')}`] : [];
}
