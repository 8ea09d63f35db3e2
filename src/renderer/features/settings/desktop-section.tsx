import { useState } from 'react';
import { CheckField } from '../../components/check-field.tsx';
import { RadioField } from '../../components/radio-field.tsx';
import { Section } from '../../components/section.tsx';
import { useConsole } from '../../store/console-context.tsx';
import { type DesktopState, useDesktop } from './use-desktop.ts';
import type { EditableSettings, SettingsChange, SettingsValues } from './use-settings.ts';

const ON_CLOSE: readonly (readonly [SettingsValues['on_close'], string, string])[] = [
  ['ask', 'Ask me', 'while the endpoint is listening; else Heimdall quits'],
  ['keep', 'Keep the endpoint running', 'apps go on getting answers'],
  ['quit', 'Quit Heimdall', 'apps get no answers any more'],
];

const TRAY: Record<DesktopState['tray'], string> = {
  shown:
    'The icon in the tray says whether the endpoint runs, is paused or has a fault. Its menu opens the window, copies the base URL, pauses the endpoint and quits.',
  none: 'This desktop shows no tray, so there is no icon. Heimdall still runs without its window; start it again to get the window back.',
  unknown:
    'Whether this desktop shows a tray could not be found out. If there is no icon, start Heimdall again to get its window back.',
};

const NOTIFICATIONS: Record<DesktopState['notifications'], string> = {
  shown: '',
  none: 'This desktop shows no notifications. Faults are in this window all the same.',
  unknown: 'Whether this desktop shows notifications could not be found out.',
};

/** How Heimdall behaves on the desktop. */
export function DesktopSection({ settings }: { readonly settings: EditableSettings }) {
  const browser = useConsole((state) => state.info?.host === 'headless');
  const { desktop, openAtLogin } = useDesktop();
  const [problem, setProblem] = useState<string | null>(null);
  const { values } = settings;
  if (browser) {
    return (
      <Section title="Desktop">
        <p className="text-ink-2">
          This console runs in a browser. The tray, notifications and opening at login belong to Heimdall's own window.
        </p>
      </Section>
    );
  }
  if (desktop === null || values === null) return null;
  const set = async (change: SettingsChange): Promise<void> => setProblem(await settings.save(change));
  return (
    <>
      {problem === null ? null : (
        <p role="alert" className="text-bad text-cell">
          {problem}
        </p>
      )}
      <Section title="Closing the window">
        {desktop.closing_may_quit ? (
          <RadioField
            legend="When the window is closed"
            options={ON_CLOSE}
            value={values.on_close}
            onChange={(on_close) => void set({ on_close })}
          />
        ) : (
          <p className="text-ink-2">Heimdall goes on without its window, as apps do on a Mac, until you quit it.</p>
        )}
        <p className="mt-2 text-cell text-ink-2" data-testid="tray-state" data-state={desktop.tray}>
          {TRAY[desktop.tray]}
        </p>
      </Section>
      <Section title="Notifications">
        <CheckField
          label="Tell me about faults"
          note="the endpoint is down, a key, the artifact or the settings file was refused; nothing else, and not while I look at this window"
          checked={values.notifications}
          onChange={(notifications) => void set({ notifications })}
        />
        {NOTIFICATIONS[desktop.notifications] === '' ? null : (
          <p className="mt-1 text-cell text-warn" data-testid="notification-state">
            {NOTIFICATIONS[desktop.notifications]}
          </p>
        )}
      </Section>
      <Section title="Login">
        <CheckField
          label="Open Heimdall at login"
          note="without its window, where there is a tray"
          checked={desktop.open_at_login.on}
          disabled={desktop.open_at_login.problem !== null}
          onChange={(on) => void openAtLogin(on).then(setProblem)}
        />
        {desktop.open_at_login.problem === null ? null : (
          <p className="mt-1 text-cell text-warn">{desktop.open_at_login.problem}</p>
        )}
        {desktop.open_at_login.path === null ? null : (
          <p className="mt-1 text-cell text-ink-3">
            {desktop.open_at_login.on ? 'Written to' : 'Would be written to'}{' '}
            <code className="break-all font-mono">{desktop.open_at_login.path}</code>
          </p>
        )}
      </Section>
    </>
  );
}
