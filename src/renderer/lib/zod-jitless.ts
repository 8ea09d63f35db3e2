/**
 * Imported before every schema: zod compiles parsers with `new Function`, which the console's content policy forbids.
 * It would fall back by itself, but each probe is reported as a policy violation.
 */
import { z } from 'zod';

z.config({ jitless: true });
