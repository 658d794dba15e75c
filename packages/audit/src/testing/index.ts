export { auditFacts, cellOf, gapOf, ways } from './audit-facts.ts';
