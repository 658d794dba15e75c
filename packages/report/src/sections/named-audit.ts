import type { AuditFacts } from '@batchmates/results';
import { distinctNames } from '../analysis/distinguish.ts';
import type { ResultSource } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';

/** An audit with what it is called, unique in a report. */
export interface NamedAudit {
  readonly name: string;
  readonly source: ResultSource<AuditFacts>;
}

/** The audits of a report, called after the way of training and, where that is not enough, what else tells them apart. */
export function namedAudits({
  table,
  evidence: { audits },
}: Pick<SectionContext, 'table' | 'evidence'>): readonly NamedAudit[] {
  const names = distinctNames(
    audits.map(({ facts, artifact, ...source }) => ({
      name: `${table.armOf({ facts, ...source }).label} training`,
      facts: {
        'batch size': `batches of ${facts.batchSize}`,
        statistics: facts.statistics,
        views: facts.views.name,
        'training seed': facts.training.seed,
        seed: facts.seed,
        instance: artifact.manifest.instance,
      },
    })),
  );
  return audits.map((source, index) => ({ name: names[index]!, source }));
}
