/** Ids of answers: clients look at how they begin, and keep items of a conversation apart by them. */
import { randomUUID } from 'node:crypto';

/** @param id Id of the upstream; some servers have none. */
export function answerId(prefix: 'chatcmpl-' | 'resp_', id: string): string {
  if (id.startsWith(prefix)) return id;
  return prefix + (id === '' ? randomUUID().replaceAll('-', '') : id);
}
