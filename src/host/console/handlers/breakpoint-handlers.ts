import type { ConsoleParts, Handlers } from './handlers.ts';

/** Requests that are held before they are dispatched. */
export function breakpointHandlers({
  breakpoints,
}: ConsoleParts): Pick<Handlers, Extract<keyof Handlers, `breakpoints.${string}`>> {
  return {
    'breakpoints.get': () => breakpoints.settings,
    'breakpoints.held': () => ({ held: breakpoints.held }),
    'breakpoints.set': (settings) => breakpoints.set(settings),
    'breakpoints.resume': async ({ id, ...edits }) => {
      const { decision } = await breakpoints.resume(id, edits);
      const { model, effort, bucket } = decision;
      return { id, model, effort, bucket, changed: Object.keys(edits).length > 0 };
    },
    'breakpoints.drop': ({ id }) => {
      breakpoints.drop(id);
      return { id };
    },
  };
}
