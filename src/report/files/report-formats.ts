/** What a report can be made in: by the ending of its files. */
export const REPORT_FORMATS = ['html', 'md', 'svg', 'png', 'csv', 'tex'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
