import { ERROR_CODES, type ErrorCode } from '../../../shared/error-codes.ts';
import { Button } from '../../components/button.tsx';
import { RouteLink } from '../../components/route-link.tsx';
import { adviceFor } from './error-advice.ts';

export interface RunErrorProps {
  readonly code: string;
  /** What was said of it; null: what the code means. */
  readonly message: string | null;
  readonly onAgain: (() => void) | null;
}

/** In the place of an answer: why there is none, and what to do. */
export function RunError({ code, message, onAgain }: RunErrorProps) {
  const { text, link, again } = adviceFor(code);
  const meaning = Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code as ErrorCode].meaning : code;
  return (
    <div role="alert" data-testid="run-error" data-code={code} className="mt-2 rounded-md border border-bad p-2">
      <p className="break-words text-bad">{message || meaning}</p>
      {text === null ? null : <p className="mt-1 text-ink-1">{text}</p>}
      <div className="mt-1.5 flex flex-wrap items-center gap-3">
        {again && onAgain !== null ? <Button onClick={onAgain}>Send again</Button> : null}
        {link === null ? null : (
          <RouteLink to={link.to} className="text-accent underline">
            {link.label}
          </RouteLink>
        )}
        <code className="font-mono text-axis text-ink-3">{code}</code>
      </div>
    </div>
  );
}
