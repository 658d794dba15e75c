export { setUpOnednn, type OneDnnSetup } from './set-up-onednn.ts';
