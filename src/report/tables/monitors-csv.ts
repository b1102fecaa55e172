import type { MonitorResult } from '../../results/monitor-result.ts';
import { type CsvColumn, csvTable, rateColumns } from './csv-table.ts';

const COLUMNS: readonly CsvColumn<MonitorResult>[] = [
  ['arm', ({ armId }) => armId],
  ['layer', ({ layer }) => layer],
  ['downstream', ({ downstream }) => downstream],
  ['score', ({ score }) => score],
  ['axes', ({ rank }) => rank],
  ['level', ({ level }) => level],
  ['threshold', ({ threshold }) => threshold],
  ...rateColumns('false_alarms_harmful', ({ falseAlarms }: MonitorResult) => falseAlarms.forbidden),
  ...rateColumns('false_alarms_harmless', ({ falseAlarms }: MonitorResult) => falseAlarms.harmless),
  ...rateColumns('false_alarms_borderline', ({ falseAlarms }: MonitorResult) => falseAlarms.borderline),
  ...rateColumns('alarms', ({ detection }: MonitorResult) => detection),
  ...rateColumns('success', ({ success }: MonitorResult) => success),
  ...rateColumns('success_without_alarm', ({ unseen }: MonitorResult) => unseen),
];

/** Monitors of activations, a line per arm, layer and score. */
export const monitorsCsv = (monitors: readonly MonitorResult[]): string => csvTable(COLUMNS, monitors);
