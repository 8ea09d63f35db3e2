/** A thin bar over a view that waits for its data. @param label what is read. */
export function ReadingBar({ label }: { readonly label: string }) {
  return <div className="loading-bar" role="progressbar" aria-label={label} />;
}
