import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { type DatasetShape, PROMPT_FIELDS, type PromptField } from './dataset-shape.ts';

/** The column that holds each part of a prompt. */
export type ColumnMapping = { readonly prompt: string } & { readonly [Field in PromptField]?: string };

const REMEDY = `Expected part=column pairs, prompt=… among them; parts: ${PROMPT_FIELDS.join(', ')}.`;

/** Reads `prompt=question,id=number`. Throws InvalidInputError naming `mapping`. */
export function parseColumnMapping(text: string): ColumnMapping {
  const mapping: Partial<Record<PromptField, string>> = {};
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const field = PROMPT_FIELDS.find((known) => known === pair.slice(0, at).trim());
    const column = pair.slice(at + 1).trim();
    if (at < 0 || column === '')
      throw new InvalidInputError(`\`mapping: ${text}\``, `"${pair}" is not a pair`, REMEDY);
    if (!field)
      throw new InvalidInputError(
        `\`mapping: ${text}\``,
        `"${pair.slice(0, at).trim()}" is not a part of a prompt`,
        REMEDY,
      );
    if (mapping[field] !== undefined)
      throw new InvalidInputError(`\`mapping: ${text}\``, `maps ${field} twice`, REMEDY);
    mapping[field] = column;
  }
  if (mapping.prompt === undefined)
    throw new InvalidInputError(`\`mapping: ${text}\``, 'does not say which column is the prompt', REMEDY);
  return { ...mapping, prompt: mapping.prompt };
}

/** The shape that a mapping describes. */
export function mappedShape(mapping: ColumnMapping): DatasetShape {
  const columns = Object.values(mapping).filter((column) => column !== undefined);
  return { name: 'mapped', columns, fields: mapping };
}
