/** Small schemas that areas of the console API share. */
import { z } from 'zod';

/** A share, a probability or an alpha. */
export const unit = z.number().min(0).max(1);

/** A model as a request may name it: a name of `GET /v1/models`. */
export const modelName = z
  .string()
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'a model id has no blanks');
