import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** A modified checkpoint that is measured beside the audited one, under a name of the user's. */
export interface AgainstModel {
  /** Letters, digits, `.`, `_` and `-`; its arm is called `against:NAME`. */
  readonly name: string;
  /** A folder, `hf:org/name[@revision]` or `organism:<name>`. */
  readonly model: string;
}

const NAME = /^[\w.-]+$/;

/** `NAME=MODEL`. Throws {@link InvalidInputError} on a text of another form. */
export function parseAgainst(text: string): AgainstModel {
  const at = text.indexOf('=');
  const [name, model] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  if (!NAME.test(name) || model === '')
    throw new InvalidInputError(
      `\`against\` ${text}`,
      'is not NAME=MODEL',
      'NAME has letters, digits, ".", "_" and "-"; MODEL is a folder, hf:org/name or organism:<name>.',
    );
  return { name, model };
}

/** Throws {@link InvalidInputError} on a name that cannot be used, or that two models have. */
export function checkAgainstNames(models: readonly AgainstModel[]): void {
  for (const [i, { name, model }] of models.entries()) {
    parseAgainst(`${name}=${model}`);
    if (models.findIndex((each) => each.name === name) < i)
      throw new InvalidInputError('`against`', `two models are named ${name}`, 'Give each its own name.');
  }
}
