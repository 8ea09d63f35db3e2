import type { MessagePort } from 'node:worker_threads';

export interface WorkerSetup {
  /** Path of transformers.js, because a worker made of source text resolves from the working folder. */
  readonly library: string;
  /** Folder of the model's folder, and its name there. */
  readonly models: string;
  readonly name: string;
  readonly maxTokens: number;
}

export interface WorkerEmbedding {
  readonly vector: Float32Array;
  /** Tokens of the text without its two marks, and how many of them were embedded. */
  readonly tokens: number;
  readonly embeddedTokens: number;
}

export type WorkerAnswer = { readonly embeddings: readonly WorkerEmbedding[] } | { readonly error: string };

interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

interface Library {
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => unknown;
  readonly env: Record<string, unknown>;
  pipeline(task: string, name: string, options: object): Promise<Pipeline>;
}

interface Pipeline {
  readonly tokenizer: { encode(text: string): readonly number[] };
  model(inputs: Readonly<Record<string, unknown>>): Promise<{ readonly last_hidden_state: Tensor }>;
}

/**
 * The whole of the worker thread: embeds lists of texts, one after the other. It is handed over as source text, so that
 * it runs alike from the sources and from every build, and must not refer to anything outside itself.
 *
 * Texts are not put together in batches: the scales of the quantised model depend on everything that shares a batch, so
 * a text would get another vector (cosines down to 0.988) for its company, and a single thread gains nothing by it.
 */
export function minilmWorker(load: NodeJS.Require): void {
  const threads = load('node:worker_threads') as { parentPort: MessagePort; workerData: WorkerSetup };
  const { parentPort, workerData } = threads;
  const { env, pipeline, Tensor } = load(workerData.library) as Library;
  let loading: Promise<Pipeline> | null = null;

  function model(): Promise<Pipeline> {
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.useFSCache = false;
    env.localModelPath = workerData.models;
    // One thread: the others are for those who wait for decisions.
    const session = { intraOpNumThreads: 1, interOpNumThreads: 1 };
    return pipeline('feature-extraction', workerData.name, { dtype: 'q8', session_options: session });
  }

  /** The mean over all tokens, at unit length. */
  function pool({ dims, data }: Tensor): Float32Array {
    const [, length = 0, size = 0] = dims;
    const vector = new Float32Array(size);
    for (let token = 0; token < length; token++) {
      for (let index = 0; index < size; index++) {
        vector[index] = (vector[index] as number) + (data[token * size + index] as number);
      }
    }
    let square = 0;
    for (const value of vector) square += value * value;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    return vector.map((value) => value * scale);
  }

  async function embed({ tokenizer, model }: Pipeline, text: string): Promise<WorkerEmbedding> {
    const { maxTokens } = workerData;
    const whole = tokenizer.encode(text);
    // The library's own truncation would cut the closing mark off, which the model was trained with.
    const ids =
      whole.length <= maxTokens ? whole : [...whole.slice(0, maxTokens - 1), whole[whole.length - 1] as number];
    const tensor = (data: BigInt64Array) => new Tensor('int64', data, [1, ids.length]);
    const { last_hidden_state: states } = await model({
      input_ids: tensor(BigInt64Array.from(ids, BigInt)),
      attention_mask: tensor(new BigInt64Array(ids.length).fill(1n)),
      token_type_ids: tensor(new BigInt64Array(ids.length)),
    });
    return { vector: pool(states), tokens: Math.max(0, whole.length - 2), embeddedTokens: Math.max(0, ids.length - 2) };
  }

  async function answer(texts: readonly string[]): Promise<WorkerAnswer> {
    try {
      loading ??= model();
      const pipeline = await loading;
      const embeddings: WorkerEmbedding[] = [];
      for (const text of texts) embeddings.push(await embed(pipeline, text));
      return { embeddings };
    } catch (error) {
      loading = null;
      return { error: String(error) };
    }
  }

  parentPort.on('message', (texts: readonly string[]) => {
    void answer(texts).then((result) => parentPort.postMessage(result));
  });
}
