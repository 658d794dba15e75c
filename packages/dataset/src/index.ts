export type { ChannelStatistics, Dataset, DatasetInfo, Split } from './dataset.ts';
