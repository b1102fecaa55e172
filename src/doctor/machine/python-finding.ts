import type { EngineRequest } from '../../engine/engine-request.ts';
import { describePython } from '../../engine/transformers/python-environment.ts';
import { PythonError } from '../../engine/transformers/python-error.ts';
import { transformersOptions } from '../../engine/transformers/transformers-options.ts';
import { formatBytes } from '../../wording/format-bytes.ts';
import { formatNumber } from '../../wording/format-number.ts';
import type { Finding } from '../finding.ts';

/** Python, torch and transformers: versions, devices with their memory, the type that models get, and the rate of products in it. */
export async function pythonFinding(request: EngineRequest, signal?: AbortSignal): Promise<Finding> {
  const name = 'transformers';
  try {
    const found = await describePython(transformersOptions(request), { signal });
    const { executable, python, torch, transformers, devices, device, dtype, rate, threads } = found;
    const listed = devices.map((each) => `${each.name} ${each.model} (${formatBytes(each.memory)})`);
    return {
      name,
      status: 'ok',
      detail: `${transformers} with torch ${torch}, Python ${python} (${executable}); ${listed.length > 0 ? listed.join(', ') : 'no CUDA device'}; models run on ${device} in ${dtype}, ${formatNumber(rate / 1e9)} GFLOP/s`,
      values: { python, torch, transformers, device, dtype, rate, threads },
    };
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const [problem] = error.message.split('\n');
    return { name, status: 'failed', detail: problem, ...(error.remedy ? { remedy: error.remedy } : {}) };
  }
}
