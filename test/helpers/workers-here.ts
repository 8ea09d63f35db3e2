import { EventEmitter } from 'node:events';
import { deserialize, serialize } from 'node:v8';
import type { FromWorker, ToWorker, WorkerHandle } from '../../src/host/workers/messages.ts';
import { runWorker, type WorkerOptions } from '../../src/host/workers/run-worker.ts';

/** Workers of the real kind in the test's own process, each on a port of its own, with messages copied as between processes. */
export class WorkersHere {
  /** Addresses in the order in which they began to listen. */
  readonly urls: string[] = [];
  readonly #options: Omit<WorkerOptions, 'channel' | 'onEnd'>;
  readonly #exits = new Map<string, () => void>();

  constructor(options: Omit<WorkerOptions, 'channel' | 'onEnd'>) {
    this.#options = options;
  }

  readonly fork = (): WorkerHandle => {
    const wire = new EventEmitter();
    const deliver = (to: 'owner' | 'worker', message: ToWorker | FromWorker): void => {
      const bytes = serialize(message);
      setImmediate(() => wire.emit(to, deserialize(bytes)));
    };
    let gone = false;
    const exit = (): void => {
      if (gone) return;
      gone = true;
      wire.emit('exit');
      wire.removeAllListeners();
    };
    wire.on('owner', (message: FromWorker) => {
      if (message.kind !== 'listening') return;
      this.urls.push(message.address.url);
      this.#exits.set(message.address.url, exit);
    });
    setImmediate(() =>
      runWorker({
        ...this.#options,
        channel: {
          send(message, sent) {
            deliver('owner', message);
            if (sent !== undefined) setImmediate(sent);
          },
          onMessage: (hear) => wire.on('worker', hear),
        },
        onEnd: exit,
      }),
    );
    return {
      send: (message) => deliver('worker', message),
      onMessage: (hear) => wire.on('owner', hear),
      onExit: (hear) => wire.once('exit', hear),
      kill: exit,
    };
  };

  /** As a crash looks to the owner: the worker at the first of `urls` says no more. */
  crashFirst(): void {
    this.#exits.get(this.urls[0] ?? '')?.();
  }
}
