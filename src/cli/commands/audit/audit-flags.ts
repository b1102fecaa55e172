/** Flags that make an audit do something besides or instead of measuring. */
export interface AuditFlags {
  readonly config?: string;
  readonly printConfig: boolean;
  readonly listMetrics: boolean;
  readonly plan: boolean;
  /** Show the page when it is there; undefined: not asked for. */
  readonly open?: boolean;
}
