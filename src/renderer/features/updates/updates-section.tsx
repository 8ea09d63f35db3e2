import { Button } from '../../components/button.tsx';
import { Section } from '../../components/section.tsx';
import { formatDateTime } from '../../lib/units.ts';
import { useSession } from '../../store/console-context.tsx';
import type { EditableSettings } from '../settings/use-settings.ts';
import { ValueSetting } from '../settings/value-setting.tsx';
import { type UpdateStatus, useUpdates } from './use-updates.ts';

/** Whether there is a newer version, and who is asked for it. */
export function UpdatesSection({ settings }: { readonly settings: EditableSettings }) {
  const { client } = useSession();
  const status = useUpdates();
  const { values } = settings;
  if (status === null || values === null) return null;
  return (
    <Section title="Updates">
      <ValueSetting
        label="Feed"
        note="empty: nobody is asked"
        value={values.update_feed ?? ''}
        input={{ type: 'url', placeholder: 'https://…', spellCheck: false, autoComplete: 'off' }}
        className="w-80 max-w-full font-mono"
        onSave={(text) => settings.save({ update_feed: text.trim() === '' ? null : text.trim() })}
      />
      <div className="mt-2 flex flex-wrap items-start gap-x-3 gap-y-2">
        <Button
          disabled={status.feed === null}
          onClick={() => void client.request('updates.check')}
          data-testid="check-updates"
        >
          {status.checking ? 'Asking…' : 'Check now'}
        </Button>
        <UpdateVerdict status={status} />
      </div>
      <p className="mt-2 text-cell text-ink-2">
        The feed is the latest release of a repository at GitHub
        (https://api.github.com/repos/OWNER/NAME/releases/latest) or JSON with version and url. It is asked when
        Heimdall starts and once a day, and learns nothing of you but your address. Nothing is downloaded or installed.
      </p>
    </Section>
  );
}

function UpdateVerdict({ status }: { readonly status: UpdateStatus }) {
  const { feed, latest, problem, checked_ms, current } = status;
  if (feed === null) return null;
  return (
    <div role="status" className="min-w-0 space-y-0.5 pt-0.5 text-cell" data-testid="update-verdict">
      {latest?.newer ? (
        <p>
          <strong className="font-semibold">Version {latest.version} is there</strong>; this is {current}.{' '}
          {latest.url === null ? null : (
            <a href={latest.url} target="_blank" rel="noreferrer" className="text-accent underline">
              Open its page
            </a>
          )}
        </p>
      ) : null}
      {latest !== null && !latest.newer ? <p>This is the newest version: {current}.</p> : null}
      {latest?.newer && latest.notes !== null ? <p className="whitespace-pre-line text-ink-2">{latest.notes}</p> : null}
      {problem === null ? null : <p className="text-warn">The feed could not be read: {problem}</p>}
      {checked_ms === null ? null : <p className="text-ink-3">Last read {formatDateTime(checked_ms)}.</p>}
    </div>
  );
}
