/** What an audit is asked to do beside, or in the place of, measuring. */
export interface AuditFlags {
  readonly config?: string;
  readonly printConfig: boolean;
  readonly listMetrics: boolean;
  readonly plan: boolean;
}
