import { contentHash } from '../formats/content-hash.ts';

/** `harmbench-1a2b3c4d`: a judge's kind and a hash of what follows, so that no path or address is written down. */
export function judgeLabel(spec: string): string {
  const at = spec.indexOf('=');
  return at < 0 ? spec : `${spec.slice(0, at)}-${contentHash(spec.slice(at + 1)).slice(0, 8)}`;
}
