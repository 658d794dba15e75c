import type { AuditFacts } from '@batchmates/results';
import type { ResultSource } from '../evidence/evidence.ts';

/** An audit with what it is called, unique in a report. */
export interface NamedAudit {
  readonly name: string;
  readonly source: ResultSource<AuditFacts>;
}
