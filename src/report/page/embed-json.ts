import { encodeExtended } from '../../formats/extended-json.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON that may stand inside a script element, whatever its strings hold; infinities as formats/extended-json.ts has them. */
export function embedJson(value: unknown): string {
  return JSON.stringify(encodeExtended(value)).replace(/[<>&\u2028\u2029]/g, (found) => ESCAPES[found]);
}
