import { loadAuditData } from '../../../audit/data/audit-data.ts';
import type { AuditSources } from '../../../audit/data/audit-sources.ts';
import { checkPlan } from '../../../audit/plan/check-plan.ts';
import type { AuditOptions } from '../../../audit/subject/audit-options.ts';
import type { Precision } from '../../../checkpoint/precision/precision.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { withOutline } from '../inspect/with-outline.ts';
import { auditPlanText } from './audit-plan-text.ts';

/** What `audit --plan` says, on stdout. A model that is not downloaded is planned from the headers of its weights. */
export async function printPlan(
  options: AuditOptions,
  request: {
    readonly model: string;
    readonly sources: AuditSources;
    readonly precision?: Precision;
    readonly workers?: number;
    readonly memory?: number;
    readonly provider?: ProviderChoice;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { model, sources, signal, precision } = request;
  await withOutline(model, signal, { precision }, async ({ checkpoint, toDownload }) => {
    checkPlan(checkpoint.config, options);
    const data = await loadAuditData(checkpoint, options, sources, signal);
    process.stdout.write(await auditPlanText(checkpoint, data, options, { ...request, toDownload }));
  });
}
