import type { Method } from './method.ts';

/** What runs and reports keep of a method that is not built in: they are read and replayed without its code. */
export interface MethodFacts
  extends Pick<Method, 'version' | 'title' | 'note' | 'point' | 'atAllLayers' | 'style'> {
  /** Has a rank K. */
  readonly ranked: boolean;
}

/** The user's own methods of an audit, by name. */
export type OwnMethods = Readonly<Record<string, MethodFacts>>;
