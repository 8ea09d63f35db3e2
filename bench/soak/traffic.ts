/** Requests as apps send them, in every dialect, and what each app saw of its answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { ANSWER_WORDS } from '../../test/fakes/scripted-upstream.ts';
import {
  CLIENTS,
  FEATURES,
  type Feature,
  QUESTION,
  sseEvents,
  type TestClient,
} from '../../test/integration/dialect-clients.ts';
import { oneOf } from './upstreams.ts';

/** What a client knows of one decision. */
export interface Ticket {
  readonly id: string;
  /** `ok`: all of the answer came; `error`: an error came, at once or in the stream; `left`: the client did not wait. */
  readonly saw: 'ok' | 'error' | 'left' | 'decision';
  readonly status: number;
  /** Heimdall's own code of an error that came instead of an answer; null in streams, whose dialects have codes of theirs. */
  readonly code: string | null;
  /** Monotonic. Milliseconds. */
  readonly endedMs: number;
}

export interface TrafficEvents {
  /** A request has ended, `ticket` null when its client left before it knew the decision. */
  onTicket(ticket: Ticket | null): void;
  /** Something that no request should see. */
  onWrong(what: string): void;
}

/** Name of the app whose clients leave in the middle. */
export const LEAVING_APP = 'soak leaver';
const APPS = ['soak one', 'soak two', 'soak three', 'soak four'];
const REPEATED = Array.from({ length: 40 }, (_, index) => `Which planet is number ${index} from the sun?`);
/** No answer takes longer, whatever fails. Milliseconds. */
const LATEST_MS = 30_000;
const ANSWER = ANSWER_WORDS.join('');
const LEAVING_SHARE = 0.03;

type Kind = 'ask' | 'route' | 'refused';

export class Traffic {
  readonly #url: string;
  readonly #refusingModel: string;
  readonly #prompts: readonly string[];
  readonly #events: TrafficEvents;
  readonly #agent = new Agent({ connections: 512, keepAliveTimeout: 60_000, headersTimeout: LATEST_MS });
  #sent = 0;
  #running = 0;

  constructor(url: string, refusingModel: string, prompts: readonly string[], events: TrafficEvents) {
    this.#url = url;
    this.#refusingModel = refusingModel;
    this.#prompts = prompts;
    this.#events = events;
  }

  get running(): number {
    return this.#running;
  }

  /** One request to its end; never throws. @param calm No client leaves, and only providers that exist are asked. */
  async one(calm = false): Promise<void> {
    this.#running++;
    try {
      const kind: Kind = calm ? 'ask' : this.#sent % 50 === 7 ? 'route' : this.#sent % 100 === 13 ? 'refused' : 'ask';
      if (kind === 'route') await this.#route();
      else await this.#ask(kind === 'refused', !calm && Math.random() < LEAVING_SHARE);
    } catch (error) {
      this.#events.onWrong(`a client failed: ${(error as Error).stack}`);
    } finally {
      this.#running--;
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** Rates the answer of a decision. */
  async rate(id: string): Promise<void> {
    const body = { decision_id: id, rating: Math.random() < 0.7 ? 'up' : 'down' };
    const { statusCode, text } = await this.#send('/v1/feedback', {}, body);
    // Fallbacks to nobody and answers from the cache have nothing to rate.
    if (statusCode >= 500) this.#events.onWrong(`a rating got ${statusCode}: ${text.slice(0, 200)}`);
  }

  async #route(): Promise<void> {
    const body = { model: 'heimdall/auto', messages: [{ role: 'user', content: this.#prompt() }] };
    const { statusCode, text } = await this.#send('/v1/route', { 'x-title': oneOf(APPS) }, body);
    if (statusCode !== 200) return this.#events.onWrong(`/v1/route answered ${statusCode}`);
    const { id } = JSON.parse(text) as { id: string };
    this.#events.onTicket({ id, saw: 'decision', status: 200, code: null, endedMs: performance.now() });
  }

  async #send(path: string, headers: Record<string, string>, body: unknown) {
    const answer = await request(this.#url + path, {
      method: 'POST',
      dispatcher: this.#agent,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { statusCode: answer.statusCode, text: await answer.body.text() };
  }

  async #ask(refused: boolean, leaves: boolean): Promise<void> {
    const client = oneOf(CLIENTS);
    const stream = Math.random() < 0.5;
    const body = this.#body(client, Math.random() < 0.6 ? 'text' : oneOf(FEATURES), stream, refused);
    const leaving = new AbortController();
    const late = setTimeout(() => leaving.abort(), LATEST_MS);
    if (leaves) void sleep(Math.random() * 60).then(() => leaving.abort());
    const sent: Sent = { status: 0, id: '', code: null, text: '' };
    let broke = false;
    try {
      const answer = await request(this.#url + pathOf(client, stream, refused, this.#refusingModel), {
        method: 'POST',
        dispatcher: this.#agent,
        signal: leaving.signal,
        headers: {
          'content-type': 'application/json',
          ...client.headers,
          'x-title': leaves ? LEAVING_APP : oneOf(APPS),
        },
        body,
      });
      sent.status = answer.statusCode;
      sent.id = String(answer.headers['x-heimdall-decision-id'] ?? '');
      sent.code = headerOf(answer.headers['x-heimdall-error']);
      sent.text = await answer.body.text();
    } catch (error) {
      broke = true;
      if (!leaves) {
        this.#events.onWrong(`an answer (${client.name}, stream ${stream}, ${sent.id}) did not end: ${String(error)}`);
      }
    } finally {
      clearTimeout(late);
    }
    if (sent.id === '') {
      if (!leaves) this.#events.onWrong(`an answer without a decision: ${sent.status} ${sent.text.slice(0, 200)}`);
      return this.#events.onTicket(null);
    }
    const endedMs = performance.now();
    if (broke) return this.#events.onTicket({ id: sent.id, saw: 'left', status: sent.status, code: null, endedMs });
    try {
      this.#events.onTicket({ id: sent.id, status: sent.status, endedMs, ...understood(client, stream, sent) });
    } catch (error) {
      const { message } = error as Error;
      this.#events.onWrong(`${sent.id} (${client.name}, stream ${stream}): ${message}\n${sent.text.slice(0, 1_000)}`);
    }
  }

  #body(client: TestClient, feature: Feature, stream: boolean, refused: boolean): string {
    const body = client.body(feature, stream);
    if (refused && 'model' in body) body.model = this.#refusingModel;
    // Half of the responses are kept by Heimdall.
    if (body.store === false && Math.random() < 0.5) delete body.store;
    return JSON.stringify(body).replace(JSON.stringify(QUESTION), () => JSON.stringify(this.#prompt()));
  }

  #prompt(): string {
    const number = this.#sent++;
    return number % 5 === 0 ? oneOf(REPEATED) : `${this.#prompts[number % this.#prompts.length]} (${number})`;
  }
}

interface Sent {
  status: number;
  id: string;
  /** Heimdall's own code of an error that came instead of an answer. */
  code: string | null;
  text: string;
}

function pathOf(client: TestClient, stream: boolean, refused: boolean, model: string): string {
  const path = client.path(stream);
  // Gemini has the model in its path.
  return refused ? path.replace('heimdall/auto', model) : path;
}

/** @throws {Error} when an answer is neither whole nor an error in the words of the dialect. */
function understood(client: TestClient, stream: boolean, { status, code, text }: Sent): Pick<Ticket, 'saw' | 'code'> {
  if (status !== 200) {
    if (client.error(JSON.parse(text)).message === '') throw new Error('an error without a message');
    return { saw: 'error', code };
  }
  if (!stream) return wholeAnswer(client.read(JSON.parse(text)));
  const events = sseEvents(text);
  const failed = events.some(({ data }) => data !== '[DONE]' && isError(JSON.parse(data)));
  return failed ? { saw: 'error', code: null } : wholeAnswer(client.readStream(events));
}

function wholeAnswer({ text, tool }: ReturnType<TestClient['read']>): Pick<Ticket, 'saw' | 'code'> {
  if (tool === null && text !== ANSWER) throw new Error(`the answer says ${JSON.stringify(text)}`);
  return { saw: 'ok', code: null };
}

// biome-ignore lint/suspicious/noExplicitAny: frames are read as clients read them.
function isError(frame: any): boolean {
  return frame.type === 'response.failed' || frame.type === 'error' || (frame.error ?? null) !== null;
}

function headerOf(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
