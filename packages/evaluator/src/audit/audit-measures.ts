import type { AuditFacts, Facts } from '@batchmates/results';

/** What an audit measured, without what every result says. */
export type AuditMeasures = Omit<
  AuditFacts,
  'kind' | keyof Facts | 'views' | 'statistics' | 'batchSize' | 'images' | 'readsBatch'
>;
