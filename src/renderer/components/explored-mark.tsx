/** Says of a decision that another model than the best by the score was tried. */
export function ExploredMark() {
  return (
    <span className="shrink-0 font-semibold text-accent" title="Tried to learn what it is worth">
      EXPLORED
    </span>
  );
}
