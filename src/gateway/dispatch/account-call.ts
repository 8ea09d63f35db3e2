import { type AuthInfo, HeimdallError } from '../../core/index.ts';
import type { CredentialSource } from '../gateway-options.ts';
import type { UpstreamAnswer, UpstreamCall } from '../providers/upstream.ts';

/**
 * A call with the token of a signed-in account. When the upstream refuses the token it is renewed once, and the same
 * request goes once more to the same place; a second refusal is the answer.
 */
export class AccountCall implements UpstreamCall {
  readonly answer: Promise<UpstreamAnswer>;
  readonly #source: CredentialSource;
  readonly #fallback: AuthInfo | null;
  readonly #post: (auth: AuthInfo) => UpstreamCall;
  #call: UpstreamCall | null = null;
  #sent: AuthInfo | null = null;
  #cancelled = false;

  /**
   * @param fallback The API key to use when the account has no token to give; null when there is none.
   * @param post Starts the call with a credential.
   */
  constructor(source: CredentialSource, fallback: AuthInfo | null, post: (auth: AuthInfo) => UpstreamCall) {
    this.#source = source;
    this.#fallback = fallback;
    this.#post = post;
    this.answer = this.#run();
  }

  /** The credential that went out last; null before one did. */
  get sent(): AuthInfo | null {
    return this.#sent;
  }

  cancel(): void {
    this.#cancelled = true;
    this.#call?.cancel();
  }

  async #run(): Promise<UpstreamAnswer> {
    const first = await this.#credential();
    const answer = await this.#start(first);
    if (answer.status !== 401 || first === this.#fallback) return answer;
    let renewed: AuthInfo | null;
    try {
      renewed = await this.#source.renew(first);
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
    if (renewed === null) return answer;
    answer.body.destroy();
    const second = await this.#start(renewed);
    if (second.status === 401) this.#source.refused(renewed);
    return second;
  }

  async #credential(): Promise<AuthInfo> {
    if (this.#fallback === null) return this.#source.current();
    try {
      return await this.#source.current();
    } catch {
      return this.#fallback;
    }
  }

  #start(auth: AuthInfo): Promise<UpstreamAnswer> {
    // Nobody sees this error: who cancelled does not wait for the answer.
    if (this.#cancelled) throw new HeimdallError('provider_unreachable', 'The call was cancelled.');
    this.#sent = auth;
    this.#call = this.#post(auth);
    return this.#call.answer;
  }
}
