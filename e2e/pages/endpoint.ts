import type { Decision } from '../../src/shared/decision.ts';

/** What an app gets for a chat request, with what Heimdall says about it in headers. */
export interface ChatAnswer {
  readonly status: number;
  readonly decisionId: string;
  readonly model: string;
  readonly bucket: string;
  readonly alpha: number;
  readonly text: string;
}

/** The endpoint as an app sees it: plain HTTP, no SDK. */
export class Endpoint {
  readonly url: string;
  readonly #key: string;

  /** @param key What an app sends as its API key; a placeholder by default. */
  constructor(url: string, key = 'heimdall') {
    this.url = url;
    this.#key = key;
  }

  /** The same endpoint, for an app that has a key. */
  withKey(key: string): Endpoint {
    return new Endpoint(this.url, key);
  }

  /** A chat request with its answer as it came, refused or not. */
  ask(prompt: string): Promise<Response> {
    return this.#post('/v1/chat/completions', prompt);
  }

  /** @param app Name that the calling app gives itself. */
  async chat(prompt: string, app?: string): Promise<ChatAnswer> {
    const response = await this.#post('/v1/chat/completions', prompt, {}, app);
    const body: { choices?: { message?: { content?: string } }[] } = await response.json();
    const header = (name: string) => response.headers.get(`x-heimdall-${name}`) ?? '';
    return {
      status: response.status,
      decisionId: header('decision-id'),
      model: header('model'),
      bucket: header('bucket'),
      alpha: Number(header('alpha')),
      text: body.choices?.[0]?.message?.content ?? '',
    };
  }

  /** A streamed answer, read to its end. @returns the id of its decision. */
  async stream(prompt: string): Promise<string> {
    const response = await this.#post('/v1/chat/completions', prompt, { stream: true });
    await response.text();
    return response.headers.get('x-heimdall-decision-id') ?? '';
  }

  /** What Prometheus gets. */
  async metrics(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text();
  }

  /** The decision alone: nothing is called. */
  async route(prompt: string): Promise<Decision> {
    const response = await this.#post('/v1/route', prompt);
    if (!response.ok) throw new Error(`/v1/route answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  /** What an app thinks of an answer: 0 (of no use) to 1 (done well). */
  async rate(decisionId: string, score: number): Promise<void> {
    const response = await fetch(`${this.url}/v1/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ decision_id: decisionId, score }),
    });
    if (!response.ok) throw new Error(`/v1/feedback answered ${response.status}: ${await response.text()}`);
  }

  #post(path: string, prompt: string, more: object = {}, app?: string): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.#key}`,
        ...(app === undefined ? {} : { 'x-heimdall-app': app }),
      },
      body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: prompt }], ...more }),
    });
  }
}
