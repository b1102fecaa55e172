import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatFindings } from './format-findings.ts';
import { hubCacheFinding } from './machine/describe-caches.ts';
import { diskFinding, nodeFinding } from './machine/describe-machine.ts';
import { processorQuota } from './machine/processor-quota.ts';
import { distributionFacts } from './model/judge-distributions.ts';

const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('processorQuota', () => {
  const quotaOf = (files: Readonly<Record<string, string>>) => processorQuota((path) => files[path]);

  it('reads version 2, the least along the ancestors', () => {
    const files = {
      '/proc/self/cgroup': '0::/pod/container\n',
      '/sys/fs/cgroup/pod/container/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/pod/cpu.max': '150000 100000\n',
      '/sys/fs/cgroup/cpu.max': '800000 100000\n',
    };
    expect(quotaOf(files)).toBe(1.5);
  });

  it("reads a container's own root, where the path is the host's", () => {
    const files = { '/proc/self/cgroup': '0::/docker/abc\n', '/sys/fs/cgroup/cpu.max': '50000 100000\n' };
    expect(quotaOf(files)).toBe(0.5);
  });

  it('reads version 1', () => {
    const files = {
      '/proc/self/cgroup': '12:memory:/a\n4:cpu,cpuacct:/a\n',
      '/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us': '200000\n',
      '/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us': '100000\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
    };
    expect(quotaOf(files)).toBe(2);
  });

  it('is undefined without a limit, or without control groups', () => {
    expect(
      quotaOf({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000' }),
    ).toBeUndefined();
    expect(quotaOf({})).toBeUndefined();
  });
});

describe('findings of the machine', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['20.18.3', 'failed'],
    ['18.20.0', 'failed'],
    ['22.1.0', 'ok'],
  ])('Node %s: %s', (version, status) => {
    expect(nodeFinding(version).status).toBe(status);
  });

  it('reckons with the nearest folder that exists', () => {
    const { status, values } = diskFinding('runs', join(folder, 'not', 'there'));
    expect(values).toMatchObject({ path: join(folder, 'not', 'there'), writable: true });
    expect(values!.freeBytes).toBeGreaterThan(0);
    expect(status).toMatch(/ok|warning/);
  });

  it('measures the cache once a blob, and never shows the token', () => {
    const hub = join(folder, 'hub');
    const repository = join(hub, 'models--a--b');
    mkdirSync(join(repository, 'blobs'), { recursive: true });
    mkdirSync(join(repository, 'snapshots'));
    writeFileSync(join(repository, 'blobs', 'x'), Buffer.alloc(5000));
    symlinkSync('../blobs/x', join(repository, 'snapshots', 'model.safetensors'));
    const finding = hubCacheFinding({ HF_HUB_CACHE: hub, HF_TOKEN: 'hf_secret', HF_HUB_OFFLINE: '1' });
    expect(finding.values).toMatchObject({ bytes: 5000, repositories: 1, token: true, offline: true });
    expect(JSON.stringify(finding)).not.toContain('hf_secret');
    expect(hubCacheFinding({ HF_HUB_CACHE: join(hub, 'none') }).detail).toMatch(/nothing yet; no token/);
  });
});

describe('distributionFacts', () => {
  it('is log V and unmoved for equal logits', () => {
    const rows = [new Float32Array(8), new Float32Array(8).fill(3)];
    const { entropy, spread, echoes } = distributionFacts(rows, [0, 5]);
    expect(entropy).toBeCloseTo(Math.log(8), 12);
    expect(spread).toBeCloseTo(0, 12);
    expect(echoes).toBe(1);
  });

  it('tells certain and opposite contexts', () => {
    const sure = (at: number) => Float32Array.from({ length: 4 }, (_, i) => (i === at ? 60 : 0));
    const { entropy, spread, echoes } = distributionFacts([sure(1), sure(2)], [1, 2]);
    expect(entropy).toBeLessThan(1e-20);
    expect(spread).toBeCloseTo(1, 12);
    expect(echoes).toBe(2);
  });
});

describe('formatting', () => {
  it('wraps to the terminal, and puts text below names where it is narrow', () => {
    const detail = 'one two three four five six seven eight nine ten eleven twelve';
    const section = {
      title: 'machine',
      findings: [{ name: 'x', status: 'failed', detail, remedy: 'mend it' } as const],
    };
    const wide = formatFindings([section], { colour: false, columns: 60 });
    expect(wide.split('\n').every((line) => line.length <= 60)).toBe(true);
    expect(wide).toMatch(/^machine\nFAILED {3}x {2}one two/);
    const narrow = formatFindings([section], { colour: true, columns: 20 });
    expect(narrow).toContain('\u001b[31mFAILED');
    expect(narrow).toMatch(/x\n {4}one two/);
    expect(narrow).toMatch(/^ {4}→ mend it$/m);
  });
});
