/** Options whose flag says another word than the library, by the library's name: reports say harmful, results.json forbidden. */
export const RENAMED_FLAGS: Readonly<Record<string, string>> = { testForbidden: 'test-harmful' };
