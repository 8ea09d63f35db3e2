/** Small schemas that areas of the console API share. */
import { z } from 'zod';

/** A share, a probability or an alpha. */
export const unit = z.number().min(0).max(1);
