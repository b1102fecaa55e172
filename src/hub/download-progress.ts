/** Progress of the files of one repository. */
export interface DownloadProgress {
  /** `org/name`. */
  readonly repository: string;
  /** Bytes on this machine, out of `total`. */
  readonly done: number;
  readonly total: number;
  /** A file that another process is downloading; this one waits for it. */
  readonly waitingFor?: string;
}
