/** Which conversation a request belongs to, told from what clients send anyway. */
import { createHash, type Hash } from 'node:crypto';
import type { RequestHeaders } from '../core/index.ts';
import { type ChatMessage, type ChatRequest, HeimdallError, type SessionReference } from '../core/index.ts';
import type { ParsedRequest } from './dialects/dialect.ts';
import { STORED_STATE } from './dialects/openai-responses/parse-responses-request.ts';

type Source = SessionReference['source'];

const OWN_HEADER = 'x-heimdall-session';
const OWN_MAX_CHARS = 256;
/** Longer values of clients that do not talk to us in particular are not ids. */
const MAX_ID_CHARS = 512;
/** JSON with where the turn stands, workspace paths and the like. */
const MAX_TURN_METADATA_CHARS = 16_384;

/** Characters of the first turns that tell prompts apart, and those that tell conversations apart. */
const OPENING_CHARS = 256;
const FIRST_TURN_CHARS = 4_096;

/** Headers that a credential may be in: callers with different ones never share a session. */
const CREDENTIALS = ['authorization', 'x-api-key', 'x-goog-api-key'] as const;

/**
 * Finds the session of a request: the caller's own word, then what its client sends for the purpose, else its first
 * turns. The key is a salted hash that holds the credential and the app as well.
 *
 * Ids of clients are shared by a conversation and what runs beside it (titles, sub-agents), and `prompt_cache_key` even
 * by conversations. Prompts that begin alike share a prompt cache and others cannot, so the beginning is part of these
 * keys; it is not where the caller named the session itself, or where the provider has the beginning and we do not.
 *
 * @param headers As the router gets them: without the access token of this endpoint.
 * @param app Name of the calling app, if it sends one.
 * @param salt Keeps hashes from being compared with guesses.
 * @returns null when nothing tells.
 * @throws {HeimdallError} `request_invalid` when `x-heimdall-session` is not an id.
 */
export function sessionReference(
  parsed: ParsedRequest,
  headers: RequestHeaders,
  app: string | null,
  salt: Uint8Array,
): SessionReference | null {
  const own = ownSession(headers);
  const named: readonly [Source, string] | null =
    own === null ? clientSession(headers, parsed.body) : ['x-heimdall-session', own];
  const { messages } = parsed.request;
  const hidden = STORED_STATE.some((name) => parsed.body[name] !== undefined && parsed.body[name] !== null);
  if (named === null && (hidden || !messages.some(({ role }) => role === 'user'))) return null;
  // What conversations have in common does not name one of them when their first turns are not here.
  if (named?.[0] === 'prompt_cache_key' && hidden) return null;

  const hash = createHash('sha256').update(salt);
  add(hash, named?.[0] ?? 'first_turns');
  add(hash, named?.[1] ?? '');
  for (const name of CREDENTIALS) add(hash, String(headers[name] ?? ''));
  add(hash, app ?? '');
  if (named === null) addOpening(hash, parsed.request, FIRST_TURN_CHARS);
  else if (own === null && !hidden) addOpening(hash, parsed.request, OPENING_CHARS);
  return { key: hash.digest('hex').slice(0, 24), source: named?.[0] ?? 'first_turns' };
}

function ownSession(headers: RequestHeaders): string | null {
  const value = headers[OWN_HEADER];
  if (value === undefined) return null;
  if (typeof value === 'string' && value.trim() !== '' && value.length <= OWN_MAX_CHARS) return value.trim();
  throw new HeimdallError('request_invalid', `${OWN_HEADER} must be an id of 1 to ${OWN_MAX_CHARS} characters.`, {
    context: { param: OWN_HEADER },
  });
}

/** What clients send: Claude Code, Codex (today's headers and those before), Open WebUI, and fields of OpenAI's API. */
function clientSession(headers: RequestHeaders, body: ParsedRequest['body']): readonly [Source, string] | null {
  const claude = id(headers['x-claude-code-session-id']);
  // A sub-agent is a conversation of its own within the session.
  if (claude !== null) return ['claude-code', `${claude}\u0000${id(headers['x-claude-code-agent-id']) ?? ''}`];
  const codex =
    id(headers['thread-id']) ??
    id(headers['session-id']) ??
    id(headers.conversation_id) ??
    id(headers.session_id) ??
    threadOfTurn(headers['x-codex-turn-metadata']);
  if (codex !== null) return ['codex', codex];
  const chat = id(headers['x-openwebui-chat-id']);
  if (chat !== null) return ['open-webui', chat];
  const conversation = conversationId(body.conversation);
  if (conversation !== null) return ['conversation', conversation];
  const cacheKey = id(body.prompt_cache_key);
  return cacheKey === null ? null : ['prompt_cache_key', cacheKey];
}

function id(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID_CHARS ? value : null;
}

function threadOfTurn(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_TURN_METADATA_CHARS) return null;
  try {
    const metadata = JSON.parse(value) as { thread_id?: unknown; session_id?: unknown } | null;
    return id(metadata?.thread_id) ?? id(metadata?.session_id);
  } catch {
    return null;
  }
}

/** The Responses API takes an id or an object with one. */
function conversationId(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return id(value);
  return id((value as { id?: unknown }).id);
}

/** System prompt and first user turn as far as `chars` each, and whether there are tools. */
function addOpening(hash: Hash, { messages, tools }: ChatRequest, chars: number): void {
  const isSystem = ({ role }: ChatMessage): boolean => role === 'system';
  const firstUser = messages.find(({ role }) => role === 'user');
  const system = messages.find(isSystem);
  add(hash, system?.text.slice(0, chars) ?? '');
  add(hash, firstUser?.text.slice(0, chars) ?? '');
  add(hash, tools > 0 ? 'tools' : '');
}

/** With its length, so that no two lists of texts are the same bytes. */
function add(hash: Hash, text: string): void {
  hash.update(`${text.length}:`).update(text);
}
