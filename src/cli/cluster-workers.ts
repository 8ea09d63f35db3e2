/** Workers as processes of Node's cluster: they share the endpoint's port. */
import cluster from 'node:cluster';
import type { OwnerChannel, ToWorker, WorkerHandle } from '../host/workers/messages.ts';

/** Starts this very program once more, as a worker. */
export function forkWorker(): WorkerHandle {
  // Buffers and maps as they are, not as JSON.
  cluster.setupPrimary({ serialization: 'advanced' });
  const worker = cluster.fork();
  return {
    send: (message) => {
      // One that is about to end takes nothing more.
      if (worker.isConnected()) worker.send(message, () => undefined);
    },
    onMessage: (hear) => worker.on('message', hear),
    onExit: (hear) => {
      worker.once('exit', hear);
      // A process that could not be started has no exit.
      worker.once('error', () => worker.process.pid === undefined && hear());
    },
    kill: () => worker.process.kill('SIGKILL'),
  };
}

/** The way to the process that started this one. When that is gone, so is this one. */
export function ownerChannel(): OwnerChannel {
  process.on('disconnect', () => process.exit(1));
  // A terminal and a service manager tell the whole group; the owner says when it is time.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  return {
    send: (message, sent = () => undefined) => {
      if (process.connected) process.send?.(message, undefined, undefined, sent);
      else sent();
    },
    onMessage: (hear) => process.on('message', (message) => hear(message as ToWorker)),
  };
}
