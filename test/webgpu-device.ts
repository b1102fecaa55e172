import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Vulkan devices in software, which are devices all the same: kernels, transfers and all. Mesa's (25 or newer) computes in float16
 * too; Chromium's comes with the browser that the pages are tested in, and its loader stands beside it.
 */
export const MESA = '/usr/share/vulkan/icd.d/lvp_icd.json';
export const CHROMIUM = '/usr/lib/chromium/vk_swiftshader_icd.json';
const DRIVERS = [process.env.REFUSAL_LAB_VULKAN_DRIVER ?? MESA, CHROMIUM];
const DRIVER = DRIVERS.find(existsSync);

/** Why tests of webgpu are skipped; they are not where this project's CI runs. */
export const NO_DEVICE = DRIVER ? undefined : `no Vulkan driver at ${DRIVERS.join(' or ')}`;
if (NO_DEVICE && process.env.CI === 'true') throw new Error(NO_DEVICE);

/** Why tests of float16 on a device are skipped. */
export const NO_HALF_DEVICE =
  DRIVER === MESA || process.env.REFUSAL_LAB_VULKAN_DRIVER
    ? undefined
    : `${MESA} is missing: Mesa 25 or newer`;

/** What a process that uses that driver needs in its environment. */
export function driverEnvironment(driver: string): Record<string, string> {
  const folder = dirname(driver);
  return {
    VK_ICD_FILENAMES: driver,
    XDG_RUNTIME_DIR: folder,
    ...(driver === CHROMIUM ? { LD_LIBRARY_PATH: folder } : {}),
  };
}

/** That of the device that tests use. */
export const DEVICE_ENVIRONMENT = DRIVER ? driverEnvironment(DRIVER) : {};
