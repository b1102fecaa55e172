/** What a report can be made in: by the ending of its files. */
export const REPORT_FORMATS = ['html', 'md', 'svg', 'png', 'csv', 'tex'] as const;

/** Files that other tools read: an Inspect log per arm, results in the form of lm-evaluation-harness per arm, a block for a model card, a row of a table of many models. */
export const EXPORT_FORMATS = ['inspect', 'lm-eval', 'model-card', 'board-row'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export type ReportFormat = (typeof REPORT_FORMATS)[number] | ExportFormat;

export const isExportFormat = (format: ReportFormat): format is ExportFormat =>
  (EXPORT_FORMATS as readonly string[]).includes(format);
