/** MiniLM for whoever asks over the wire: in a thread of its own, because inference holds up the thread that it is on. */
import { basename, dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EMBEDDING_DIM, type Embedding, HeimdallError } from '../../core/index.ts';
import type { LocalEmbedder } from '../../gateway/gateway.ts';
import { minilmLibrary } from './minilm-library.ts';
import { minilmWorker, type WorkerAnswer, type WorkerSetup } from './minilm-worker.ts';

/** sentence-transformers cuts texts for this model here, its two marks included. */
const MAX_TOKENS = 256;
/** More of a text than any 256 tokens need is not even tokenised. UTF-16 units. */
const MAX_TEXT_UNITS = 65_536;
/** Texts that the worker gets at once; between two lots another request may have its turn. */
const LOT = 8;

interface Job {
  readonly texts: readonly string[];
  readonly done: Embedding[];
  readonly signal: AbortSignal | undefined;
  resolve(embeddings: readonly Embedding[]): void;
  reject(error: HeimdallError): void;
}

export interface MinilmService extends LocalEmbedder {
  /** Ends the thread, and what it works on with an error. */
  close(): Promise<void>;
  /** Ends the thread when nothing is left to embed. */
  retire(): void;
}

/**
 * Starts its thread and loads the model with the first text.
 *
 * @param folder `artifacts/embedders/minilm`, with the model in it.
 */
export function createMinilmService(folder: string): MinilmService {
  const jobs: Job[] = [];
  let worker: Worker | null = null;
  let running: Job | null = null;
  let retired = false;

  function start(): Worker {
    const setup: WorkerSetup = {
      library: minilmLibrary(),
      models: dirname(resolve(folder)),
      name: basename(folder),
      maxTokens: MAX_TOKENS,
    };
    const started = new Worker(`(${minilmWorker.toString()})(require)`, { eval: true, workerData: setup });
    started.on('message', (answer: WorkerAnswer) => received(answer));
    started.on('error', (error) => stopped(started, String(error)));
    started.on('exit', () => stopped(started, 'the thread ended'));
    // It must not keep a process alive that has nothing else to do.
    started.unref();
    return started;
  }

  function stopped(which: Worker, reason: string): void {
    if (worker !== which) return;
    worker = null;
    running = null;
    for (const job of jobs.splice(0)) job.reject(broken(reason));
  }

  function received(answer: WorkerAnswer): void {
    const job = running;
    running = null;
    if (job !== null) {
      if ('error' in answer) settle(job, () => job.reject(broken(answer.error)));
      else {
        job.done.push(...answer.embeddings);
        if (job.done.length >= job.texts.length) settle(job, () => job.resolve(job.done));
      }
    }
    next();
  }

  function settle(job: Job, how: () => void): void {
    const index = jobs.indexOf(job);
    if (index >= 0) jobs.splice(index, 1);
    how();
  }

  /** Hands the worker the next lot: of the request that has the least left, so that small ones do not wait for large. */
  function next(): void {
    for (const job of [...jobs]) if (job.signal?.aborted) settle(job, () => job.reject(cancelled()));
    if (running !== null) return;
    let least: Job | undefined;
    for (const job of jobs) if (least === undefined || left(job) < left(least)) least = job;
    if (least === undefined) {
      if (retired) void end();
      return;
    }
    worker ??= start();
    running = least;
    const { texts, done } = least;
    worker.postMessage(texts.slice(done.length, done.length + LOT).map((text) => text.slice(0, MAX_TEXT_UNITS)));
  }

  async function end(): Promise<void> {
    const ending = worker;
    worker = null;
    running = null;
    await ending?.terminate();
  }

  return {
    model: 'heimdall/minilm',
    aliases: ['minilm', 'all-MiniLM-L6-v2', 'sentence-transformers/all-MiniLM-L6-v2'],
    dimensions: EMBEDDING_DIM,
    maxTokens: MAX_TOKENS,
    embed(texts, signal) {
      return new Promise((resolve, reject) => {
        // Before the job waits in line: without the library it would wait for ever.
        minilmLibrary();
        jobs.push({ texts, done: [], signal, resolve, reject });
        next();
      });
    },
    async close() {
      for (const job of jobs.splice(0)) job.reject(broken('Heimdall is stopping'));
      await end();
    },
    retire() {
      retired = true;
      next();
    },
  };
}

function left({ texts, done }: Job): number {
  return texts.length - done.length;
}

function broken(reason: string): HeimdallError {
  return new HeimdallError('artifact_invalid', 'MiniLM could not embed the texts.', { context: { reason } });
}

function cancelled(): HeimdallError {
  return new HeimdallError('request_invalid', 'The client left before its texts were embedded.');
}
