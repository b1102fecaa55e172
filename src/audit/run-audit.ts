import { TOKEN_SCOPES } from '../interventions/token-scope.ts';
import { COMPLEMENTS } from '../transport/lift.ts';
import { type ArmSpec, AUDIT_METHODS } from './arm.ts';
import type { AuditOptions } from './audit-options.ts';
import { chooseArms, choosePairs, type RefusalScores, type SelectedArm } from './choose-arms.ts';
import { chooseDirection, DIRECTION_RULE, directionUnits } from './choose-direction.ts';
import { ablationArm, planGrid, planVariants } from './plan-arms.ts';
import { auditResults } from './results/audit-results.ts';
import type { ChosenArm, Results } from './results/results.ts';
import { selectionResult } from './results/selection-result.ts';
import type { AuditSubject } from './subject.ts';
import type { SelectionObservation } from './units/observation.ts';
import type { Unit } from './units/unit.ts';
import type { UnitRunner } from './units/unit-runner.ts';

export interface AuditOutcome {
  readonly results: Results;
  /** The arms that methods go into the comparison with. */
  readonly chosen: readonly ArmSpec[];
}

/** What someone who watches an audit is told. */
export interface AuditWatch {
  /** Units that are now known to belong to the audit, some of which may be done already. */
  readonly onPlanned?: (units: readonly Unit[]) => void;
  /** Every choice is made; the test split is looked at from here on. */
  readonly onTestOpened?: () => void;
}

/** Methods that choose their layer by the selection rule; rfa and som have the published one for directions. */
const SELECTED_METHODS = AUDIT_METHODS.filter((method) => method !== 'rfa' && method !== 'som');

/** Units of arms that are planned only once the selection split is measured, about: directions, pairs, variants. */
export const LATER_ARMS = 13 + TOKEN_SCOPES.length - 1 + (COMPLEMENTS.length - 1);

/**
 * The whole audit as a function of subject, options and the values of its units: every arm on the selection split; layer,
 * rank and pairs chosen there; then the test split opened, once, and every arm measured on it. The same values give the
 * same results, whether a runner works them out or looks them up.
 */
export async function runAudit(
  subject: AuditSubject,
  options: AuditOptions,
  runner: UnitRunner,
  watch: AuditWatch = {},
): Promise<AuditOutcome> {
  const { layers } = subject.model;
  const plan = { layers, options };
  const grid = planGrid(layers, options);
  const places = { layers, suffixLength: subject.suffixLength };
  const [rfaUnits, somUnits] = [directionUnits('rfa', places), directionUnits('som', places)];
  watch.onPlanned?.([...rfaUnits, ...somUnits, ...selectionUnits(grid), ...testUnits(grid)]);

  const direction = await chooseDirection(runner, rfaUnits, layers);
  const som = await chooseDirection(runner, somUnits, layers);
  const ablations = [
    ablationArm('rfa', direction.chosen.candidate, options),
    ablationArm('rfa', direction.withoutLayerPruning.chosen.candidate, options),
    ablationArm('som', som.chosen.candidate, options),
    ablationArm('som', som.withoutLayerPruning.chosen.candidate, options),
  ];
  // Direction selection may choose what the grid has already.
  const arms = distinct([...grid, ...ablations]);
  watch.onPlanned?.([...selectionUnits(arms), ...testUnits(arms)]);
  const [baseline] = await runner.run(selectionUnits(grid.slice(0, 1)));
  const select = async (specs: readonly ArmSpec[]): Promise<SelectedArm[]> => {
    const observations = await runner.run(selectionUnits(specs));
    return specs.map((arm, i) => ({
      arm,
      selection: selectionResult(observations[i], baseline as SelectionObservation, subject),
    }));
  };
  const selected = await select(arms);
  const scores: RefusalScores = new Map();
  const pairs = await choosePairs(runner, selected, plan, scores);
  watch.onPlanned?.([...selectionUnits(pairs), ...testUnits(pairs)]);
  selected.push(...(await select(pairs)));
  const flagOf = (flagged: boolean): Pick<ChosenArm, 'feasible' | 'flag' | 'rule'> => ({
    feasible: !flagged,
    flag: flagged ? 'no direction passed the published filter; the best unfiltered one stands in' : '',
    rule: DIRECTION_RULE,
  });
  const chosen: ChosenArm[] = [
    { method: 'rfa', armId: ablations[0].id, ...flagOf(direction.flagged) },
    { method: 'som', armId: ablations[2].id, ...flagOf(som.flagged) },
    ...(await chooseArms(runner, selected, SELECTED_METHODS, scores)),
  ];
  const armOf = new Map(selected.map(({ arm }) => [arm.id, arm]));
  const transport = armOf.get(chosen.find(({ method }) => method === 'pca-ot')!.armId)!;
  const variants = planVariants(transport, options);
  watch.onPlanned?.([...selectionUnits(variants), ...testUnits(variants)]);
  selected.push(...(await select(variants)));
  const [scatter] = await runner.run([{ kind: 'scatter', arm: transport }]);

  watch.onTestOpened?.();
  const tested = await runner.run(testUnits(selected.map(({ arm }) => arm)));
  const results = auditResults({
    subject,
    options,
    measured: selected.map((entry, i) => ({ ...entry, observation: tested[i] })),
    scores,
    direction,
    som,
    chosen,
    scatter,
  });
  return { results, chosen: chosen.map(({ armId }) => armOf.get(armId)!) };
}

const selectionUnits = (arms: readonly ArmSpec[]) => arms.map((arm) => ({ kind: 'selection' as const, arm }));
const testUnits = (arms: readonly ArmSpec[]) => arms.map((arm) => ({ kind: 'test' as const, arm }));

function distinct(arms: readonly ArmSpec[]): ArmSpec[] {
  return [...new Map(arms.map((arm) => [arm.id, arm])).values()];
}
