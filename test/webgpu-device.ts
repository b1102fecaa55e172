import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Vulkan devices in software, which are devices all the same: kernels, transfers and all. Mesa's computes in float16 too where it is new
 * enough for webgpu (25; older ones have another name). Chromium's comes with the browser that the pages are tested in.
 */
export const MESA = '/usr/share/vulkan/icd.d/lvp_icd.json';
export const CHROMIUM = '/usr/lib/chromium/vk_swiftshader_icd.json';
const DRIVERS = [process.env.REFUSAL_LAB_VULKAN_DRIVER ?? MESA, CHROMIUM];
const DRIVER = DRIVERS.find(existsSync);

/** Why tests of webgpu are skipped; where this project's CI runs none may be. */
export const NO_DEVICE = DRIVER ? undefined : `no Vulkan driver at ${DRIVERS.join(' or ')}`;

/** Why tests of float16 on a device are skipped. */
export const NO_HALF_DEVICE = DRIVER === MESA ? undefined : `Mesa 25 or newer is not the driver: ${MESA}`;

/** What a process that uses that driver needs in its environment. */
export function driverEnvironment(driver: string): Record<string, string> {
  const folder = dirname(driver);
  const libraries = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    VK_ICD_FILENAMES: driver,
    XDG_RUNTIME_DIR: folder,
    // Chromium's loader stands beside its driver.
    ...(existsSync(join(folder, 'libvulkan.so.1')) ? { LD_LIBRARY_PATH: libraries } : {}),
  };
}

/** That of the device that tests use. */
export const DEVICE_ENVIRONMENT = DRIVER ? driverEnvironment(DRIVER) : {};
