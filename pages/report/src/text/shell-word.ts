/** A word as a POSIX shell reads it: as it stands where it holds nothing that a shell would read otherwise, else in quotes. */
export const shellWord = (word: string): string =>
  /^[\p{L}\p{N}@%+=:,./_-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
