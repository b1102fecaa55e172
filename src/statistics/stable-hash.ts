import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** MD5 of UTF-8 text, 32 lower-case hex digits: an order that does not depend on language or version. */
export function stableHash(text: string): string {
  return bytesToHex(md5(utf8ToBytes(text)));
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
