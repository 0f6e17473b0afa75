import { z } from 'zod';

/** What became of an import's lines. */
export const ImportReport = z
  .object({
    /** Lines that held something. */
    read: z.number().int(),
    accepted: z.number().int(),
    duplicates: z.number().int(),
    rejected: z.number().int(),
    byReason: z.record(z.string(), z.number().int()),
    /** The first thousand. */
    problems: z.array(z.object({ line: z.number().int(), reason: z.string(), detail: z.string() })),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof ImportReport>;

const MOST_PROBLEMS = 1_000;

export function emptyReport(): ImportReport {
  return { read: 0, accepted: 0, duplicates: 0, rejected: 0, byReason: {}, problems: [] };
}

export function reject(report: ImportReport, line: number, reason: string, detail: string): void {
  report.rejected++;
  report.byReason[reason] = (report.byReason[reason] ?? 0) + 1;
  if (report.problems.length < MOST_PROBLEMS) report.problems.push({ line, reason, detail });
}
