import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { countRecords, findRecords } from '../../log/find-records.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

type Page = ConsoleOutput<'decisions.page'>;

/** Looking for decisions in the whole log. */
export function logHandlers({
  log,
}: ConsoleParts): Pick<Handlers, 'decisions.page' | 'decisions.count' | 'decisions.search'> {
  async function findPage(
    ...query: [filter: Parameters<typeof findRecords>[1], before: number | undefined, limit: number]
  ) {
    const { records, nextBeforeSeq } = await findRecords(log, ...query);
    return { ...whole(), records, next_before_seq: nextBeforeSeq };
  }

  function whole(): Pick<Page, 'total' | 'last_seq'> {
    const total = log.count();
    return { total, last_seq: total === 0 ? 0 : log.lastSeq };
  }

  return {
    'decisions.page': ({ filter, before_seq, limit }) => {
      if (filter !== undefined && filter.length > 0) return findPage(filter, before_seq, limit);
      const { records, total, lastSeq } = log.page(before_seq ?? null, limit);
      const next = records.length === limit ? (records[0]?.seq ?? null) : null;
      return { records, total, last_seq: lastSeq, next_before_seq: next };
    },
    'decisions.count': async ({ filter }) => ({ ...(await countRecords(log, filter)), total: log.count() }),
    'decisions.search': ({ text, before_seq, limit }) => findPage([{ text, negated: false }], before_seq, limit),
  };
}
