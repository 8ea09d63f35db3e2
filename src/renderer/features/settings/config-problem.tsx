import { CopyButton } from '../../components/copy-button.tsx';
import type { AppInfo } from '../../store/console-store.ts';

/** Why the file on disk is not in force: its key, line and value, and what is allowed, in the host's own words. */
export function ConfigProblem({ info }: { readonly info: AppInfo }) {
  const { config } = info;
  return (
    <>
      {config.error === null ? null : (
        <div role="alert" className="rounded-md border border-bad p-3" data-testid="config-error">
          <p className="font-semibold text-bad">The settings file is not in force</p>
          <pre className="mt-1 whitespace-pre-wrap font-mono text-cell">{config.error}</pre>
          {config.path === null ? null : (
            <p className="mt-1 flex items-center gap-1">
              <span className="text-ink-3">File</span>
              <code className="min-w-0 truncate font-mono text-cell">{config.path}</code>
              <CopyButton text={config.path} what="path of the settings file" />
            </p>
          )}
          <p className="mt-1 text-cell text-ink-2">
            The settings before it (revision {config.revision}) stay in force. Correct the file and save it: it is read
            again at once. Until then nothing can be changed here.
          </p>
        </div>
      )}
      {(info.notices ?? []).map((notice) => (
        <p key={notice} role="status" className="rounded-md border border-warn p-3 text-cell">
          {notice}
        </p>
      ))}
    </>
  );
}
