/** Undefined when the time is up; the promise runs on, and a late failure of it is nobody's business. */
export function deadline<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(() => settle(undefined), ms);
    promise.then(settle, fail).finally(() => clearTimeout(timer));
  });
}
