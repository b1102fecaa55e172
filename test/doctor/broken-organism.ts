import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';

/** A copy of organism:aligned in `folder` with one thing wrong, which `breakIt` does to it. */
export function brokenOrganism(folder: string, breakIt: (folder: string) => void): Checkpoint {
  mkdirSync(folder);
  cpSync(organismFolder('aligned'), folder, { recursive: true });
  breakIt(folder);
  return loadCheckpoint(folder);
}

/** Overwrites bfloat16 bit patterns of one tensor in place. */
export function writeHalves(
  folder: string,
  tensor: string,
  bits: (index: number, old: number) => number,
  most = Number.POSITIVE_INFINITY,
): void {
  const { offset, byteLength, file } = loadCheckpoint(folder).tensors.get(tensor)!;
  const bytes = readFileSync(file);
  for (let i = 0; i < Math.min(byteLength / 2, most); i++)
    bytes.writeUInt16LE(bits(i, bytes.readUInt16LE(offset + 2 * i)), offset + 2 * i);
  writeFileSync(file, bytes);
}

/** Changes fields of a JSON file of the model. */
export function editJson(folder: string, name: string, change: object): void {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}
