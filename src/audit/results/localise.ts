import type { LocalisationResult } from '../../results/results.ts';
import { concludePaired } from '../../statistics/conclude-paired.ts';
import { declareEffective } from '../../statistics/declare-effective.ts';
import { localisation } from '../../statistics/localisation.ts';
import { monteCarloP } from '../../statistics/monte-carlo-p.ts';
import { pairedTest } from '../../statistics/paired-test.ts';
import { testAgainstControls } from '../../statistics/test-against-controls.ts';
import { armDepth } from '../plan/arm.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { randomDraws } from './random-draws.ts';
import type { ControlledTest, TestedArms } from './tested-arms.ts';

/**
 * Where along the depth single-layer pca-ot does more than random displacements of the same length. Null where there are
 * no such controls. `rank`: of the curve; the tests are of every rank, one family.
 */
export function localise(
  tested: TestedArms,
  controls: readonly ControlledTest[],
  rank: number,
  subject: AuditSubject,
  options: AuditOptions,
): LocalisationResult | null {
  const { groups } = subject.prompts['test/forbidden'];
  const drawsAt = randomDraws(controls, subject);
  const measured = options.ranks.flatMap((k) => tested.curve(k));
  const entries = measured.flatMap(({ arm }) => {
    const place = { layer: arm.layers[0], rank: arm.rank! };
    const own = drawsAt(place);
    return own ? [{ arm, ...place, complied: tested.complied(arm.id), controls: own }] : [];
  });
  const curve = entries.filter((entry) => entry.rank === rank);
  if (curve.length === 0) return null;
  const baseline = tested.complied(tested.baseline.arm.id);
  const compared = testAgainstControls(entries, groups);
  const declared = declareEffective(
    entries.map(({ complied }, i) => ({
      againstUnattacked: pairedTest(complied, baseline, groups),
      againstControl: compared[i],
    })),
  );
  const tests = concludePaired(entries.map(({ layer, rank: k }, i) => ({ layer, rank: k, ...compared[i] })));
  const found = localisation({
    layers: curve.map(({ arm, layer, complied, controls: own }) => ({
      layer,
      depth: armDepth(arm, subject.model.layers)!,
      complied,
      controls: own,
    })),
    // Pairs have no draws of their own: here every arm is measured against the unattacked model.
    arms: tested.all
      .filter(({ arm }) => arm.method === 'pca-ot' && (arm.role === 'layer' || arm.role === 'pair'))
      .map(({ arm }) => ({
        id: arm.id,
        layers: arm.layers,
        complied: tested.complied(arm.id),
        controls: [baseline],
      })),
    groups,
    adjustedP: tests.filter((test) => test.rank === rank).map(({ adjustedP }) => adjustedP),
    seed: options.seed,
  });
  const peak = curve.find(({ layer }) => layer === found.peak.layer)!;
  const rate = (flags: readonly boolean[]): number => flags.filter(Boolean).length / flags.length;
  return {
    rank,
    effective: entries.filter((_, i) => declared[i].effective).map(({ arm }) => arm.id),
    tests: tests.map(({ differences, ...test }) => test),
    peak: {
      ...found.peak,
      drawsP: monteCarloP(rate(peak.complied), peak.controls.map(rate)),
      draws: peak.controls.length,
    },
    width: found.width,
    depthClaim: found.depthClaim,
    outside: found.outside,
  };
}
