import { openSession } from './engine-session.ts';
import type { WorkerRequest } from './messages.ts';

// Runs in a worker of the page: gives every message to a session and posts what it replies.
const serve = openSession();

self.addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  serve(data).then((reply) => self.postMessage(reply), reportError);
});
