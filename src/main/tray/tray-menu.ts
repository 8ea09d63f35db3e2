import type { MenuItemConstructorOptions } from 'electron';
import type { TrayStatus } from './tray-status.ts';

export interface TrayActions {
  readonly open: (link?: string) => void;
  readonly copy: (text: string) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly quit: () => void;
}

/** The tray's menu, item by item. */
export function trayMenu({ line, endpoint, faults }: TrayStatus, actions: TrayActions): MenuItemConstructorOptions[] {
  const baseUrl = endpoint.openai_base_url;
  const running = endpoint.state === 'listening';
  return [
    { id: 'status', label: line, enabled: false },
    ...faults.map(
      ({ id, title, link }): MenuItemConstructorOptions => ({
        id: `fault ${id}`,
        label: `${title}…`,
        click: () => actions.open(link),
      }),
    ),
    { type: 'separator' },
    { id: 'open', label: 'Open Heimdall', click: () => actions.open() },
    {
      id: 'copy',
      label: 'Copy the base URL',
      enabled: baseUrl !== null,
      click: () => baseUrl !== null && actions.copy(baseUrl),
    },
    running
      ? { id: 'pause', label: 'Pause the endpoint', click: actions.pause }
      : {
          id: 'resume',
          label: endpoint.state === 'failed' ? 'Try to listen again' : 'Resume the endpoint',
          click: actions.resume,
        },
    { type: 'separator' },
    { id: 'quit', label: 'Quit Heimdall', click: actions.quit },
  ];
}
