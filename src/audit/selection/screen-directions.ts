import { SCREEN_PROMPTS } from '../subject/staged-tokens.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { UnitOf } from '../units/unit.ts';
import type { UnitRunner } from '../units/unit-runner.ts';
import { chooseDirections, type DIRECTION_METHODS, type Directions } from './select-directions.ts';

/** Candidates of a method that are measured on the whole selection split, by the rule with and without late layers. */
const FINALISTS = 4;

export interface ScreenedDirections {
  readonly chosen: Directions;
  readonly counts: { readonly screened: number; readonly finalists: number };
}

/**
 * The published selection of directions in two rounds: every candidate on the first selection prompts, then the best few by the
 * same rule on the whole split, of which it chooses.
 */
export async function finalistDirections(
  runner: UnitRunner,
  candidates: ReadonlyMap<(typeof DIRECTION_METHODS)[number], readonly UnitOf<'direction'>[]>,
  subject: AuditSubject,
): Promise<ScreenedDirections> {
  const { layers } = subject.model;
  const whole = subject.prompts['selection/harmless'].count;
  if (whole <= SCREEN_PROMPTS) {
    const screened = [...candidates.values()].flat().length;
    return {
      chosen: await chooseDirections(runner, candidates, layers),
      counts: { screened, finalists: screened },
    };
  }
  const some = new Map(
    [...candidates].map(([method, units]) => [
      method,
      units.map((unit) => ({ ...unit, prompts: SCREEN_PROMPTS })),
    ]),
  );
  const first = await chooseDirections(runner, some, layers);
  const finalists = new Map(
    [...first].map(([method, { candidates: measured }]) => {
      const best = [isSurvivor, isSurvivorWithLate].flatMap((survives) =>
        measured
          .toSorted(
            (a, b) =>
              Number(survives(b)) - Number(survives(a)) ||
              finite(a.measurement.bypass) - finite(b.measurement.bypass) ||
              finite(a.measurement.kl) - finite(b.measurement.kl),
          )
          .slice(0, FINALISTS),
      );
      const chosen = new Set(best.map(({ candidate }) => candidate));
      // Candidates are units: each of the whole split is its screened one without a number of prompts.
      const units = measured
        .filter(({ candidate }) => chosen.has(candidate))
        .map(({ candidate: { layer, position } }) => ({
          kind: 'direction' as const,
          method,
          layer,
          position,
        }));
      return [method, units] as const;
    }),
  );
  return {
    chosen: await chooseDirections(runner, finalists, layers),
    counts: {
      screened: [...candidates.values()].flat().length,
      finalists: [...finalists.values()].flat().length,
    },
  };
}

/** What is not a number comes last; finite, so that a difference of two is a number. */
const finite = (value: number): number => (Number.isFinite(value) ? value : Number.MAX_VALUE);

type Measured = { readonly dropped: readonly string[] };
const isSurvivor = ({ dropped }: Measured): boolean => dropped.length === 0;
const isSurvivorWithLate = ({ dropped }: Measured): boolean => dropped.every((reason) => reason === 'layer');
