import type { AuditOptions } from '../subject/audit-options.ts';
import type { ArmSpec } from './arm.ts';
import { chosenLayers } from './chosen-layers.ts';
import { armSpec } from './plan-arms.ts';

/** pca-ot of one layer at this rank, at every layer that is tried. */
export const planCurve = (rank: number, modelLayers: number, options: AuditOptions): ArmSpec[] =>
  chosenLayers(modelLayers, options).map((layer) =>
    armSpec({ role: 'layer', method: 'pca-ot', layers: [layer], rank }, options),
  );
