/** The part of the console API that looks for decisions in the whole log. */
import { z } from 'zod';
import { decisionRecordSchema } from '../decision.ts';
import { filterSchema } from './filter-contract.ts';

export const decisionsPageSchema = z.object({
  records: z.array(decisionRecordSchema),
  /** Records in the log, whatever the page. */
  total: z.number().int(),
  /** Largest `seq` in the log; 0 when empty. */
  last_seq: z.number().int(),
  /**
   * Where to go on: `before_seq` of the next page. Null when there is nothing older. With a filter a page may be short,
   * even empty, while there is more: looking takes a bounded time.
   */
  next_before_seq: z.number().int().nullable(),
});

const page = {
  /** Only records with a smaller `seq`; for paging back. */
  before_seq: z.number().int().optional(),
  limit: z.number().int().min(1).max(2_000).default(500),
};

export const logQueries = {
  'decisions.page': { input: z.object({ ...page, filter: filterSchema.optional() }), output: decisionsPageSchema },
  /** How many records fit. `seen` is how many were looked at: all of them, unless that takes too long. */
  'decisions.count': {
    input: z.object({ filter: filterSchema }),
    output: z.object({ matched: z.number().int(), seen: z.number().int(), total: z.number().int() }),
  },
  /** Records whose prompt has `text` in its first 200 characters; letter case does not count. */
  'decisions.search': {
    input: z.object({ ...page, text: z.string().min(1).max(200), limit: z.number().int().min(1).max(500).default(50) }),
    output: decisionsPageSchema,
  },
} as const;
