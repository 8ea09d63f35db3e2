import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

interface Props {
  /** What failed, in the user's words: "Live". */
  readonly name: string;
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | null;
  readonly stack: string;
}

/** The kind of error and where it was thrown. Its message stays out of the report: it may quote what was being shown. */
function frames(error: Error): string {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at |@/.test(line));
  return [error.name, ...lines].join('\n');
}

/** One per view: a bug in one view leaves the others, and the recording, alone. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, stack: '' };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    this.setState({ stack: `${frames(error)}\n${info.componentStack ?? ''}` });
  }

  override render(): ReactNode {
    const { error, stack } = this.state;
    if (error === null) return this.props.children;
    const report = `Heimdall ${__HEIMDALL_VERSION__}, ${this.props.name}\n${stack}`;
    return (
      <div role="alert" className="m-4 max-w-xl rounded-md border border-line bg-panel p-4">
        <h2 className="font-semibold text-title">{this.props.name} could not be shown</h2>
        <p className="mt-1 text-ink-2">
          Routing and recording go on. The error was: <code className="font-mono text-cell">{error.message}</code>
        </p>
        <div className="mt-3 flex gap-2">
          <Button variant="primary" onClick={() => this.setState({ error: null, stack: '' })}>
            Try again
          </Button>
          <CopyButton text={report} what="report" label="Copy report" variant="plain" />
        </div>
      </div>
    );
  }
}
