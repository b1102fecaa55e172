import type { DownloadProgress } from './download-progress.ts';

/** The environment of requests to the Hub. */
export interface HubOptions {
  /** Environment with HF_HOME, HF_HUB_CACHE, HF_TOKEN, HF_ENDPOINT and HF_HUB_OFFLINE; the process's by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Pause before a broken download is taken up again, doubled at each failure; 1000 ms by default. */
  readonly retryDelay?: number;
}
