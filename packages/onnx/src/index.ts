export {
  exportNetwork,
  LOGITS,
  momentNames,
  type NetworkExport,
  type Normalisation,
} from './export-network.ts';
