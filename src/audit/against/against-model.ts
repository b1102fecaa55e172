import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** A modified checkpoint that is measured beside the audited one, under a name of the user's. */
export interface AgainstModel {
  /** Its arm is called `against:NAME`. */
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
