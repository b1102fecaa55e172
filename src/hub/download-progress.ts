/** How far the files of one repository are. */
export interface DownloadProgress {
  /** `org/name`. */
  readonly repository: string;
  /** Bytes on this machine, of `total`. */
  readonly done: number;
  readonly total: number;
  /** A file that another process is downloading just now; this one waits for it. */
  readonly waitingFor?: string;
}
