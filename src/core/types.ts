/** A value now or later. The hot path stays synchronous as long as nothing in it is slow. */
export type MaybePromise<T> = T | Promise<T>;
