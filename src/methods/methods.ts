import { aceMethod } from './ace.ts';
import { actAddMethod } from './act-add.ts';
import { gaussianActMethod } from './gaussian-act.ts';
import { identityMethod } from './identity.ts';
import { leaceMethod } from './leace.ts';
import { linearActMethod } from './linear-act.ts';
import { meanActMethod } from './mean-act.ts';
import { meanShiftMethod } from './mean-shift.ts';
import { pcaOtMethod } from './pca-ot.ts';
import { directionalAblationMethod } from './rfa.ts';
import { somMethod } from './som.ts';

/** Every built-in method, in the order of an audit's tables. */
export const METHODS = [
  directionalAblationMethod,
  somMethod,
  actAddMethod,
  aceMethod,
  leaceMethod,
  gaussianActMethod,
  linearActMethod,
  meanShiftMethod,
  pcaOtMethod,
  meanActMethod,
  identityMethod,
] as const;

export type MethodName = (typeof METHODS)[number]['name'];
