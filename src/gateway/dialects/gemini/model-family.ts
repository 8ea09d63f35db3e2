/** What a Gemini model takes, read off its name: Google refuses a request for a field that its model does not know. */

export interface ModelFamily {
  /** How thinking is asked for: a token budget (2.5), a level (3 and later), or not at all. */
  readonly thinking: 'budget' | 'level' | 'none';
  /** Presence and frequency penalties: models after 2.0 answer "Penalty is not enabled". */
  readonly penalties: boolean;
  /** Files at any public https address; older models read Google's own storage only. */
  readonly webFiles: boolean;
  /** Function calling beside a JSON answer; older models refuse the pair. */
  readonly jsonWithTools: boolean;
  /** A function call in the history must carry a thought signature. */
  readonly signedCalls: boolean;
  /** Images inside a function response. */
  readonly imagesInResponses: boolean;
}

/**
 * @param upstreamId Google's id, with or without `models/`.
 * @param hasBudget Whether the catalog knows a thinking budget; decides where the name has no version, as in
 *   `gemini-flash-latest`.
 */
export function modelFamily(upstreamId: string, hasBudget: boolean): ModelFamily {
  const name = bareModelId(upstreamId);
  const version = /^gemini-(\d+(?:\.\d+)?)/.exec(name)?.[1];
  const isGemini = name.startsWith('gemini-');
  // The unversioned aliases point at the newest models.
  const number = version === undefined ? (isGemini && !hasBudget ? 3 : 2.5) : Number(version);
  const isThird = number >= 3;
  return {
    thinking: isThird ? 'level' : number >= 2.5 && (isGemini || hasBudget) ? 'budget' : 'none',
    penalties: number < 2.5,
    webFiles: number >= 2.5,
    jsonWithTools: isThird,
    signedCalls: isThird,
    imagesInResponses: isThird,
  };
}

/** `gemini-2.5-pro` out of `models/gemini-2.5-pro`. */
export function bareModelId(id: string): string {
  return id.startsWith('models/') ? id.slice('models/'.length) : id;
}
