import { Button } from './button.tsx';

export interface NotReadProps {
  readonly title: string;
  readonly problem: string | null;
  readonly onAgain: () => void;
}

/** In place of a view whose data did not come: why, and another try. */
export function NotRead({ title, problem, onAgain }: NotReadProps) {
  return (
    <div role="alert" className="m-4 max-w-xl rounded-md border border-bad bg-panel p-4">
      <h2 className="font-semibold text-title">{title}</h2>
      <p className="mt-1 text-ink-2">{problem}</p>
      <Button variant="primary" className="mt-3" onClick={onAgain}>
        Try again
      </Button>
    </div>
  );
}
