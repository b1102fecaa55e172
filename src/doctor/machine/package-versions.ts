import { readFileSync } from 'node:fs';

interface PackageJson {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** This package's version, those of the dependencies it pins, and Node's. */
export function packageVersions(): Record<string, string> {
  const file = new URL('../../../package.json', import.meta.url);
  const { version, dependencies } = JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
  return { 'refusal-lab': version, node: process.versions.node, ...dependencies };
}
