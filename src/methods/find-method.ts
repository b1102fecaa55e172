import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Method } from './method.ts';
import { METHODS } from './methods.ts';

/** The method of that name, among the built-in and the given ones. Throws {@link InvalidInputError} if the name is unknown. */
export function findMethod(name: string, others: readonly Method[] = []): Method {
  const found = [...METHODS, ...others].find((method) => method.name === name);
  if (!found)
    throw new InvalidInputError(
      `method ${name}`,
      'is not known here',
      "A method of one's own has to be handed over: `methods`.",
    );
  return found;
}
