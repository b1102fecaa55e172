import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { organismFolder } from '../../organism/organism-folder.ts';
import { loadAuditData } from '../data/audit-data.ts';
import { DEFAULT_AUDIT_OPTIONS } from '../subject/audit-options.ts';
import { describeSubject } from '../subject/subject.ts';
import { decodeAuditData, encodeAuditData } from './audit-data-bytes.ts';

const options = {
  ...DEFAULT_AUDIT_OPTIONS,
  ...{ fitPrompts: 8, selectionPrompts: 4, testForbidden: 6, testHarmless: 4, testBorderline: 2 },
  loreDocuments: 2,
};
const checkpoint = loadCheckpoint(organismFolder('aligned'), 'organism:aligned');
const data = await loadAuditData(checkpoint, options);

it('gives prompts back as an audit knows them, requests with their right answers', () => {
  const read = decodeAuditData(encodeAuditData(data));
  expect(describeSubject(checkpoint, read, options)).toEqual(describeSubject(checkpoint, data, options));
  const answers = (of: typeof data) => of.test.harmless.prompts.map(({ request }) => request!.content());
  expect(answers(read)).toEqual(answers(data));
});

it('gives questions that are answered in words back, with and without a pattern', () => {
  const answers = [
    { where: 'q:1', sequence: { tokens: [1, 2], promptLength: 2 }, answer: '42' },
    { where: 'q:2', sequence: { tokens: [3], promptLength: 1 }, answer: 'tea', pattern: 't.a' },
  ];
  expect(decodeAuditData(encodeAuditData({ ...data, answers })).answers).toEqual(answers);
  expect('answers' in decodeAuditData(encodeAuditData(data))).toBe(false);
  const subject = describeSubject(checkpoint, { ...data, answers }, options);
  const { textsHash, answers: count } = describeSubject(checkpoint, data, options);
  expect([subject.answers, count]).toEqual([2, undefined]);
  expect(subject.textsHash).not.toBe(textsHash);
});

it('refuses bytes that are no prompts, and prompts with more or less than belongs to them', () => {
  expect(() => decodeAuditData(Buffer.from('no'))).toThrow();
  const changed = (change: (json: ReturnType<typeof JSON.parse>) => void): Buffer => {
    const json = JSON.parse(gunzipSync(encodeAuditData(data)).toString());
    change(json);
    return gzipSync(JSON.stringify(json));
  };
  expect(() => decodeAuditData(changed((json) => json.fit.forbidden.prompts.pop()))).toThrow('lengths');
  expect(() => decodeAuditData(changed((json) => Object.assign(json, { extra: 1 })))).toThrow('extra');
  expect(() => decodeAuditData(changed((json) => json.lore[0].tokens.push('x')))).toThrow('number');
});
