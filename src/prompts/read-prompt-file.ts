import { readJsonLines } from '../formats/json-lines.ts';
import { type PromptRecord, parsePromptRecord } from './prompt-record.ts';

/**
 * Reads a JSON lines file of prompts or texts, in order. Throws PromptError or InvalidInputError naming `file:line`;
 * a file without lines is an error.
 */
export function readPromptFile(path: string): PromptRecord[] {
  return readJsonLines(path).map(({ line, value }) => parsePromptRecord(value, `${path}:${line}`));
}
