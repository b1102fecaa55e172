#!/usr/bin/env bash
# fflate 0.8.3: a zip with a fixed `mtime` has other bytes in another time zone, or in summer.
#
# Expected: zipSync(files, { mtime }) with an instant (a number or an ISO text) gives the same archive everywhere; that is why one sets it.
# Seen: the zip format keeps local time without a zone, and fflate takes the instant's local parts. Built of local parts (new Date(1980, 0, 1)) the bytes are the same.
# An instant before 1980 in local time is an error in zones west of its own: 1980-01-01T00:00Z fails in New York.
# Matters to: reproducible archives (logs, packages, test goldens) that are compared or hashed on several machines.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix . fflate@0.8.3 >/dev/null
cat > zip.mjs <<'JS'
import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
const hash = (mtime) => {
  try {
    return createHash('sha256').update(zipSync({ 'a.txt': strToU8('tea') }, { mtime })).digest('hex').slice(0, 8);
  } catch (error) {
    return error.message;
  }
};
console.log(JSON.stringify([hash('2026-11-30T12:00:00Z'), hash('1980-01-01T00:00:00Z'), hash(new Date(1980, 0, 1))]));
JS
utc=$(TZ=UTC node zip.mjs)
tokyo=$(TZ=Asia/Tokyo node zip.mjs)
york=$(TZ=America/New_York node zip.mjs)
printf 'UTC      %s\nTokyo    %s\nNew York %s\n' "$utc" "$tokyo" "$york"
UTC="$utc" TOKYO="$tokyo" YORK="$york" node -e '
const [utc, tokyo, york] = ["UTC", "TOKYO", "YORK"].map((name) => JSON.parse(process.env[name]));
const assert = require("node:assert");
assert.notEqual(utc[0], tokyo[0]);
assert.match(york[1], /[^0-9a-f]/);
assert.equal(utc[2], tokyo[2]);
assert.equal(utc[2], york[2]);
'
