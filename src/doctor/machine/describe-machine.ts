import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { availableMemory } from '../../engine/memory/available-memory.ts';
import { formatBytes } from '../../wording/format-bytes.ts';
import { formatLimit } from '../../wording/format-limit.ts';
import type { Finding } from '../finding.ts';
import { instructionSets } from './instruction-sets.ts';
import { processorQuota } from './processor-quota.ts';

const LEAST_NODE = [20, 19] as const;
/** Approximate memory of the default audit with two engines. */
const COMFORTABLE_MEMORY = 2 * 2 ** 30;
const COMFORTABLE_DISK = 2 ** 30;

/** Node, processor, threads and memory of this machine, with advice where they fall short. */
export function describeMachine(): Finding[] {
  return [nodeFinding(process.versions.node), processorFinding(), threadsFinding(), memoryFinding()];
}

export function nodeFinding(version: string): Finding {
  const [major, minor] = version.split('.').map(Number);
  const [least, leastMinor] = LEAST_NODE;
  const enough = major > least || (major === least && minor >= leastMinor);
  return {
    name: 'Node',
    status: enough ? 'ok' : 'failed',
    detail: `${version} on ${platform()} ${arch()}`,
    values: { version, platform: platform(), release: release(), architecture: arch() },
    ...(enough ? {} : { remedy: `Install Node ${LEAST_NODE.join('.')} or newer.` }),
  };
}

function processorFinding(): Finding {
  const model = cpus()[0]?.model.trim() || 'unknown model';
  const sets = instructionSets();
  const slow = arch() === 'x64' && sets !== undefined && !sets.includes('avx2');
  const widest = ['amx_int8', 'avx512f', 'avx2', 'sve', 'asimd'].find((name) => sets?.includes(name));
  return {
    name: 'processor',
    status: slow ? 'warning' : 'ok',
    detail: `${model}${widest ? `, ${widest}` : ''}`,
    values: { model, instructionSets: sets ?? null },
    ...(slow ? { remedy: 'Without AVX2 everything is several times slower.' } : {}),
  };
}

function threadsFinding(): Finding {
  const usable = availableParallelism();
  const quota = processorQuota();
  // Threads beyond the group's quota are stopped in the middle of every product.
  const throttled = quota !== undefined && quota < usable;
  return {
    name: 'threads',
    status: throttled ? 'warning' : 'ok',
    detail: `${usable} usable of ${cpus().length}${quota === undefined ? '' : `, control group allows ${formatLimit(quota)}`}`,
    values: { processors: cpus().length, usable, quota: quota ?? null },
    ...(throttled
      ? {
          remedy: `Pass \`threads: ${Math.max(1, Math.floor(quota))}\` (to an audit: as many workers), or raise the container's limit.`,
        }
      : {}),
  };
}

function memoryFinding(): Finding {
  const total = totalmem();
  const limit = process.constrainedMemory();
  const limited = limit > 0 && limit < total;
  const available = availableMemory();
  const tight = available < COMFORTABLE_MEMORY;
  return {
    name: 'memory',
    status: tight ? 'warning' : 'ok',
    detail: `${formatBytes(available)} available of ${formatBytes(total)}${limited ? `, control group allows ${formatBytes(limit)}` : ''}`,
    values: { totalBytes: total, availableBytes: available, limitBytes: limited ? limit : null },
    ...(tight ? { remedy: 'The default audit takes about 2 GiB: free some, or give it one worker.' } : {}),
  };
}

/** Free space and permission at the place of `path`, whether it exists or not. */
export function diskFinding(name: string, path: string): Finding {
  let folder = resolve(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const writable = canWrite(folder);
  const tight = free < COMFORTABLE_DISK;
  return {
    name,
    status: writable && !tight ? 'ok' : 'warning',
    detail: `${formatBytes(free)} free in ${resolve(path)}${writable ? '' : ', which cannot be written'}`,
    values: { path: resolve(path), freeBytes: free, writable },
    ...(writable
      ? tight
        ? { remedy: 'Free some space.' }
        : {}
      : { remedy: 'Work in another folder, or write to one.' }),
  };
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
