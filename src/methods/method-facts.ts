import type { MethodStyle } from './method-style.ts';

/** Facts of a method that is not built in, kept by runs and reports: they are read and replayed without its code. */
export interface MethodFacts {
  readonly version: string;
  readonly title: string;
  readonly note: string;
  readonly point: 'resid_pre' | 'resid_post';
  /** Has a rank K. */
  readonly ranked: boolean;
  readonly atAllLayers: boolean;
  readonly style: MethodStyle;
}

/** The user's own methods of an audit, by name. */
export type OwnMethods = Readonly<Record<string, MethodFacts>>;
