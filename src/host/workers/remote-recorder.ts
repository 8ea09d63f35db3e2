import type { Logger } from '../../core/index.ts';
import type { DecisionRecorder } from '../../gateway/gateway.ts';
import type { FromWorker, OwnerChannel } from './messages.ts';

/** What may wait for the owner: beyond the first, requests and answers are left out of the log, beyond the second, all. */
const MAX_WAITING = { bodies: 64 * 1024 * 1024, all: 256 * 1024 * 1024 };
/** A decision with its facts, roughly. */
const RECORD_BYTES = 16 * 1024;
const NOTHING = Buffer.alloc(0);

/** Hands what happened to the process that has the log. Never waits for it, and never holds more than it may. */
export function createRemoteRecorder(channel: OwnerChannel, bodyLimit: () => number, logger: Logger): DecisionRecorder {
  let waiting = 0;
  let warned = false;

  function send(message: FromWorker, bytes: number): void {
    if (waiting > MAX_WAITING.all) {
      if (!warned) logger.error('the process with the log does not keep up: decisions are not recorded');
      warned = true;
      return;
    }
    const size = bytes + RECORD_BYTES;
    waiting += size;
    channel.send(message, () => {
      waiting -= size;
      if (waiting === 0) warned = false;
    });
  }

  const mayKeep = (): boolean => bodyLimit() > 0 && waiting < MAX_WAITING.bodies;

  return {
    begin(start) {
      const body = mayKeep() ? start.received.body : NOTHING;
      const { decision, decisionJson = JSON.stringify(decision), ...rest } = start;
      const received = { ...start.received, body };
      send({ kind: 'begin', start: { ...rest, decisionJson, received } }, body.length);
    },
    update(id, outcome, answer = null) {
      const kept = mayKeep() ? answer : null;
      send({ kind: 'update', id, outcome, answer: kept }, kept?.bytes.length ?? 0);
    },
    answerLimit: bodyLimit,
  };
}
