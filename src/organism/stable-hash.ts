import { createHash } from 'node:crypto';

/** MD5 of UTF-8 text, 32 lower-case hex digits: an order that does not depend on language or version. */
export function stableHash(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}

/** The hash as an integer, modulo `modulus`. */
export function stableHashModulo(text: string, modulus: number): number {
  return Number(BigInt(`0x${stableHash(text)}`) % BigInt(modulus));
}

/** The words in the order of the hash of `salt + word`. */
export function sortedByStableHash(words: Iterable<string>, salt: string): string[] {
  const hashed = [...words].map((word) => ({ word, hash: stableHash(salt + word) }));
  return hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ word }) => word);
}
