export { auditFacts, cellOf, gapOf, protocols } from './audit-facts.ts';
