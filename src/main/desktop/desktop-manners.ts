import { app, clipboard, Notification } from 'electron';
import type { ConsoleEvent, ConsoleOutput, ConsoleService } from '../../shared/console-contract.ts';
import { FaultNotifier } from '../notifications/fault-notifier.ts';
import { type Fault, faultsOf, keyFault } from '../notifications/faults.ts';
import { RejectedKeys } from '../notifications/rejected-keys.ts';
import { AppTray } from '../tray/app-tray.ts';
import { type TrayStatus, trayStatus } from '../tray/tray-status.ts';
import type { MainWindow } from '../windows/main-window.ts';

export interface DesktopMannersOptions {
  readonly service: ConsoleService;
  readonly window: MainWindow;
}

/**
 * Puts the state of the endpoint into the tray, and tells faults by notifications while the user looks elsewhere.
 *
 * @returns a function that ends both.
 */
export async function startDesktopManners({ service, window }: DesktopMannersOptions): Promise<() => void> {
  const rejected = new RejectedKeys();
  // Held until they are gone: a notification that is collected is never clicked.
  const open = new Set<Notification>();
  const notifier = new FaultNotifier({
    now: () => performance.now(),
    isSeen: () => window.isFocused,
    show: (fault) => void tell(fault),
  });
  let keys = '';

  async function tell(fault: Fault): Promise<void> {
    const { notifications } = await service.request('settings.get', undefined);
    if (!notifications || !Notification.isSupported()) return;
    const shown = new Notification({ title: fault.title, body: fault.detail });
    open.add(shown);
    shown.on('click', () => void window.show(fault.link));
    shown.on('close', () => open.delete(shown));
    shown.show();
  }

  async function status(): Promise<TrayStatus> {
    const info = await service.request('app.info', undefined);
    const faults = [...faultsOf(info), ...rejected.providers.map(keyFault)];
    return trayStatus(info.endpoint, faults);
  }

  async function refresh(): Promise<void> {
    const now = await status();
    tray.update(now);
    notifier.update(now.faults);
  }

  async function appChanged(): Promise<void> {
    const list: ConsoleOutput<'keys.list'> = await service.request('keys.list', undefined);
    const known = JSON.stringify(list.keys);
    if (known !== keys) rejected.forget();
    keys = known;
    await refresh();
  }

  async function decided({ added, updated }: ConsoleEvent<'decisions'>): Promise<void> {
    let changed = false;
    for (const { decision, outcome } of added) changed = rejected.note(outcome, decision.auth) || changed;
    for (const { id, outcome } of updated) {
      if (!rejected.concerns(outcome)) continue;
      const record = await service.request('decisions.get', { id }).catch(() => null);
      changed = rejected.note(outcome, record?.decision.auth ?? null) || changed;
    }
    if (changed) await refresh();
  }

  const first = await status();
  const tray = new AppTray(first, {
    open: (link) => void window.show(link),
    copy: (text) => clipboard.writeText(text),
    pause: () => void service.request('endpoint.pause', undefined),
    resume: () => void service.request('endpoint.resume', undefined),
    quit: () => app.quit(),
  });
  await appChanged();
  const leave = [
    service.subscribe('changed', ({ what }) => {
      if (what === 'app') void appChanged().catch(ignoreAtTheEnd);
    }),
    service.subscribe('decisions', (event) => void decided(event).catch(ignoreAtTheEnd)),
  ];
  return () => {
    for (const stop of leave) stop();
    tray.close();
  };
}

/** The service refuses requests once it is closed: what was on the way then is of no use. */
function ignoreAtTheEnd(): void {}
