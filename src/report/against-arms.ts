import type { ArmResult, Results } from '../results/results.ts';
import type { ReportedArm } from './reported-arms.ts';

/** Modified checkpoints as rows for the tables of arms; none where there are none. They are not arms of the audit: nothing chooses among them. */
export const againstArms = ({ against = [], protocol }: Results): ArmResult[] =>
  against.map(({ armId, test }) => ({
    id: armId,
    method: 'against',
    role: 'baseline',
    layers: [],
    layer: null,
    depth: null,
    rank: null,
    refit: null,
    sites: [],
    scope: protocol.scope,
    options: {},
    facts: {},
    transportCost: null,
    selection: null,
    test,
  }));

/** The same behind the arms of the short tables. */
export const withAgainst = (reported: readonly ReportedArm[], results: Results): ReportedArm[] => [
  ...reported,
  ...againstArms(results).map((arm) => ({ arm, choice: null })),
];
